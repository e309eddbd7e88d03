#include "live/viewer_texts.hpp"

#include "base/json_writer.hpp"
#include "http/event_stream.hpp"

namespace hotline::live {
namespace {

// How long a client waits before it comes back; nodes that stop lose all of theirs at once.
constexpr std::string_view kRetry = "retry: 2000\n";

template <class Write>
std::string json_object(Write write) {
    JsonWriter json;
    json.object([&] { write(json); });
    return json.text();
}

}  // namespace

std::string hello_text(const Interest& interest, const Person& person, const std::string& position, bool resumed) {
    const auto data = json_object([&](JsonWriter& json) {
        json.member("resumed", resumed);
        json.member("snapshot", snapshot_of(interest, person));
    });
    return std::string(kRetry) + http::event_text("hello", position, data);
}

std::string resync_text(const Interest& interest, const Person& person, const std::string& position,
                        std::string_view reason) {
    return http::event_text("resync", position, json_object([&](JsonWriter& json) {
                                json.member("reason", reason);
                                json.member("snapshot", snapshot_of(interest, person));
                            }));
}

std::string comment_text() { return ": alive\n\n"; }

std::string heartbeat_text(const std::string& position) { return ": alive\nid: " + position + "\n\n"; }

std::string presence_text(const TicketNumber& ticket, const std::vector<PersonId>& people, const PersonId& viewer,
                          const Roster& roster) {
    std::vector<const Person*> others;
    for (const PersonId& id : people) {
        const Person* const person = roster.find(id.value);
        if (person != nullptr && id != viewer) others.push_back(person);
    }
    return http::event_text("presence", "", json_object([&](JsonWriter& json) {
                                json.member("number", ticket.text());
                                json.key("others");
                                json.array(others, [&](const Person* person) {
                                    json.object([&] {
                                        json.member("id", person->id);
                                        json.member("name", person->name);
                                    });
                                });
                            }));
}

std::string bye_text(std::string_view reason) {
    return http::event_text("bye", "", json_object([&](JsonWriter& json) { json.member("reason", reason); }));
}

std::string overrun_text() {
    return http::event_text("overrun", "", json_object([](JsonWriter& json) {
                                json.member("detail", "events were sent faster than they were read; connect again");
                            }));
}

}  // namespace hotline::live
