// Messages that were given up: listed, shown, retried, discarded.
#pragma once

#include "ctl/session.hpp"

namespace hotline::ctl {

[[nodiscard]] Awaitable<void> look_after_dead_letters(Session& session);

}  // namespace hotline::ctl
