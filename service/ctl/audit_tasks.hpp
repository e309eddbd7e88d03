// hotlinectl audit: the event log proved, signed, handed on.
#pragma once

#include "base/async.hpp"
#include "ctl/session.hpp"

namespace hotline::ctl {

// Throw std::runtime_error, which says what is wrong.

[[nodiscard]] Awaitable<void> verify_audit(Session& session);
[[nodiscard]] Awaitable<void> print_audit_head(Session& session);
[[nodiscard]] Awaitable<void> export_audit(Session& session);

/// The two that need no Redis; they give the exit code.
[[nodiscard]] int print_audit_key(const Options& options);
[[nodiscard]] int check_audit_export(const Options& options);

}  // namespace hotline::ctl
