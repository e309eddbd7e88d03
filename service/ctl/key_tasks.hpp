// hotlinectl keys: what callers' names, numbers and addresses are encrypted with.
#pragma once

#include "base/async.hpp"
#include "ctl/session.hpp"

namespace hotline::ctl {

/// Needs no Redis. The exit code.
int print_new_key();

/// Brings every ticket under the first key. Throws where no node has started with it: they could not
/// read what was sealed. Whatever node still seals with another one has to be restarted before.
[[nodiscard]] Awaitable<void> apply_keys(Session& session);

}  // namespace hotline::ctl
