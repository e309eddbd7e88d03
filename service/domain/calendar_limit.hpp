// A limit together with the calendar it is counted through.
#pragma once

#include <memory>

#include "domain/calendar.hpp"

namespace hotline {

struct CalendarLimit {
    Limit limit = {};
    std::shared_ptr<const Calendar> calendar = {};

    [[nodiscard]] DueInstant from(Instant start) const { return calendar->add(start, limit); }
};

}  // namespace hotline
