// Opaque page cursors: where the last page ended. They hold no secret; a cursor that was tampered with is refused or
// finds nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/queues.hpp"

namespace hotline::api {

[[nodiscard]] std::string write_cursor(const QueuePosition& position);

/// kBadCursor.
[[nodiscard]] Result<QueuePosition> read_cursor(std::string_view cursor);

}  // namespace hotline::api
