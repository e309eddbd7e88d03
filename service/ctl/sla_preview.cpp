#include "ctl/sla_preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/json_writer.hpp"
#include "domain/escalation.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::ctl {
namespace {

std::optional<ClockReading> reading_of(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules, Instant at) {
    const TargetPolicy* const target = target_policy(clock, ticket, rules);
    if (target == nullptr) return std::nullopt;
    const auto& [limit, calendar] = target->limit_of(clock);
    return read(clock, limit, *calendar, at);
}

bool breached(const std::optional<ClockReading>& reading) { return reading && reading->state == ClockState::kBreached; }

Target parse_target(const std::string& name) {
    return static_cast<Target>(std::ranges::find(kTargetNames, name) - kTargetNames.begin());
}

}  // namespace

void SlaPreview::add(const Ticket& ticket) {
    if (!is_open(ticket.state)) return;
    ++tickets_;
    compare_clocks(ticket);
    play_steps(ticket);
}

void SlaPreview::compare_clocks(const Ticket& ticket) {
    for (const SlaClock& clock : ticket.clocks) {
        if (!is_current(clock, ticket) || !owed_at(clock, Instant::max())) continue;
        const auto before = reading_of(clock, ticket, now_, at_);
        const auto after = reading_of(clock, ticket, then_, at_);
        PreviewCounts change;
        change.other_due = !before != !after || (before && before->due.due != after->due.due) ? 1 : 0;
        change.newly_breached = !breached(before) && breached(after) ? 1 : 0;
        change.no_longer_breached = breached(before) && !breached(after) ? 1 : 0;
        if (change == PreviewCounts{}) continue;
        PreviewCounts& counts = counts_[{clock.target, ticket.task_force.value}];
        counts.other_due += change.other_due;
        counts.newly_breached += change.newly_breached;
        counts.no_longer_breached += change.no_longer_breached;
    }
}

// What the timer engine would do, one after the other: a step may bring others with it. Holders count as present: no
// claim lapses because of other limits.
void SlaPreview::play_steps(Ticket ticket) {
    const Person system = the_system();
    const std::string task_force = ticket.task_force.value;
    while (auto change = next_due_change(ticket, Act{then_, system, at_}, at_)) {
        const TicketEvent& event = change->event;
        if (event.action == Action::kEscalate) {
            PreviewCounts& counts = counts_[{parse_target(event.changes.at("target")), task_force}];
            ++counts.steps_at_once;
            if (event.changes.contains("notify")) ++counts.notifications;
        }
        ticket = std::move(change->after);
    }
}

std::string to_text(const SlaPreview& preview) {
    std::string text =
        fmt::format("{:<10} {:<12} {:>10} {:>14} {:>18} {:>13} {:>13}\n", "target", "task force", "other due",
                    "newly breached", "no longer breached", "steps at once", "notifications");
    PreviewCounts sum;
    const auto row = [&](std::string_view target, std::string_view task_force, const PreviewCounts& of) {
        text += fmt::format("{:<10} {:<12} {:>10} {:>14} {:>18} {:>13} {:>13}\n", target, task_force, of.other_due,
                            of.newly_breached, of.no_longer_breached, of.steps_at_once, of.notifications);
    };
    for (const auto& [of, counts] : preview.counts()) {
        row(to_string(of.first), of.second.empty() ? "(desk)" : of.second, counts);
        sum.other_due += counts.other_due;
        sum.newly_breached += counts.newly_breached;
        sum.no_longer_breached += counts.no_longer_breached;
        sum.steps_at_once += counts.steps_at_once;
        sum.notifications += counts.notifications;
    }
    row("all", "", sum);
    return text + fmt::format("{} open tickets; nothing was changed\n", preview.tickets());
}

std::string to_json(const SlaPreview& preview) {
    JsonWriter json;
    json.object([&] {
        json.member("open_tickets", preview.tickets());
        json.key("changes");
        json.array(preview.counts(), [&](const auto& entry) {
            json.object([&] {
                json.member("target", to_string(entry.first.first));
                json.member_or_null("task_force", entry.first.second);
                json.member("other_due", entry.second.other_due);
                json.member("newly_breached", entry.second.newly_breached);
                json.member("no_longer_breached", entry.second.no_longer_breached);
                json.member("steps_at_once", entry.second.steps_at_once);
                json.member("notifications", entry.second.notifications);
            });
        });
    });
    return json.text() + "\n";
}

}  // namespace hotline::ctl
