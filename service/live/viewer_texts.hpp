// The events that are about the stream itself, as they are sent (proto/openapi.yaml, Live…).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/roster.hpp"
#include "live/interest.hpp"

namespace hotline::live {

/// `position` empty: the stream goes on where the viewer was, which its id still says.
[[nodiscard]] std::string hello_text(const Interest& interest, const Person& person, const std::string& position,
                                     bool resumed);
[[nodiscard]] std::string resync_text(const Interest& interest, const Person& person, const std::string& position,
                                      std::string_view reason);
/// A comment, and where the viewer is by now although nothing concerned it.
[[nodiscard]] std::string heartbeat_text(const std::string& position);
/// The comment alone.
[[nodiscard]] std::string comment_text();
[[nodiscard]] std::string presence_text(const TicketNumber& ticket, const std::vector<PersonId>& people,
                                        const PersonId& viewer, const Roster& roster);
[[nodiscard]] std::string bye_text(std::string_view reason);
[[nodiscard]] std::string overrun_text();

}  // namespace hotline::live
