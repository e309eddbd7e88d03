// Public holidays and make-up working days (调休) as the yearly notices give them (DOMAIN §4.1).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace hotline {

enum class SpecialDay : unsigned char {
    kOff,     ///< no work, whatever the weekday
    kMakeUp,  ///< a working day, whatever the weekday
};

struct Holiday {
    std::chrono::year_month_day date;
    SpecialDay kind = SpecialDay::kOff;
    std::string name = {};  ///< 劳动节, of its make-up days too
};

/// Filled once from configuration, then only read.
class HolidayTable {
public:
    /// The days of one year's notice. Its dates may lie in the year before or after: a notice for 2026 may speak of
    /// late December 2025. Where two notices speak of one date, the one for the later year counts. kBadConfiguration:
    /// the year was given before, a date does not exist, is far from the year, or stands there twice.
    [[nodiscard]] Result<void> add(int year, const std::vector<Holiday>& days);

    /// Whether the notice of that year is there; what is counted through any other year is provisional.
    [[nodiscard]] bool knows(int year) const { return years_.contains(year); }
    [[nodiscard]] const std::set<int>& years() const { return years_; }
    [[nodiscard]] std::optional<SpecialDay> find(std::chrono::local_days date) const;
    /// Empty for a day that is not in the table.
    [[nodiscard]] std::string name(std::chrono::local_days date) const;

private:
    struct Entry {
        int notice;
        SpecialDay kind;
        std::string name;
    };
    std::set<int> years_;
    std::map<std::chrono::local_days, Entry> days_;
};

}  // namespace hotline
