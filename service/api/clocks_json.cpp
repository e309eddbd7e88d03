#include "api/clocks_json.hpp"

#include "base/instant.hpp"
#include "base/json_writer.hpp"
#include "domain/sla_explanation.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::api {
namespace {

class ClocksWriter {
public:
    explicit ClocksWriter(const Rulebook& rules) : rules_(rules), zone_(*rules.service.zone) {}

    void clocks(const Ticket& ticket, Instant now) {
        json_.object([&] {
            json_.member("number", ticket.number.text());
            json_.member("revision", ticket.revision);
            json_.member("configuration_version", rules_.version);
            instant("at", now);
            json_.key("clocks");
            json_.array(view_clocks(ticket, rules_, now), [&](const ClockView& view) {
                clock(view, *target_policy(*view.clock, ticket, rules_), counted_by(*view.clock, ticket, rules_)->id);
            });
        });
    }

    [[nodiscard]] std::string text() const { return json_.text(); }

private:
    void instant(std::string_view name, Instant at) { json_.member(name, to_rfc3339(at, zone_)); }
    void instant(std::string_view name, const std::optional<Instant>& at) {
        json_.member_or_null(name, at ? to_rfc3339(*at, zone_) : "");
    }

    void clock(const ClockView& view, const TargetPolicy& target, const std::string& policy) {
        const auto& [limit, calendar] = target.limit_of(*view.clock);
        const auto why = explain(*view.clock, limit, *calendar);
        json_.object([&] {
            reading(view);
            json_.member("counted_by", policy);
            json_.member("calendar", calendar->id());
            json_.key("limit");
            this->limit(limit);
            json_.key("facts");
            json_.array(why.facts, [&](const ExplainedFact& fact) { this->fact(fact); });
            json_.key("days");
            days(why.days);
            instant("first_due", why.first_due.due);
            json_.key("pauses");
            json_.array(why.pauses, [&](const ExplainedPause& pause) { this->pause(pause); });
            json_.key("spans");
            json_.array(why.spans, [&](const ExplainedSpan& span) { this->span(span); });
            json_.member("sum_ms", why.sum.count());
            json_.member("truncated", why.truncated);
        });
    }

    void reading(const ClockView& view) {
        const auto& [clock, reading] = view;
        json_.member("target", to_string(clock->target));
        json_.member("generation", clock->generation);
        json_.member("item", clock->item);
        json_.member("state", to_string(reading.state));
        instant("due", reading.due.due);
        json_.member("provisional", reading.due.provisional);
        instant("met_at", reading.met_at);
        json_.member("elapsed_ms", reading.elapsed.count());
        json_.member("total_ms", reading.total.count());
        json_.member("policy", clock->policy);
        json_.member("policy_version", clock->policy_version);
        json_.member("calendar_version", clock->calendar_version);
    }

    void limit(const Limit& limit) {
        json_.object([&] {
            json_.member("count", to_string(limit.count));
            json_.member("amount", limit.amount);
            json_.member("unit", limit.in_hours() ? "minutes" : "days");
        });
    }

    void fact(const ExplainedFact& fact) {
        json_.object([&] {
            json_.member("kind", to_string(fact.fact.kind));
            instant("at", fact.fact.at);
            instant("due", fact.due.due);
        });
    }

    void days(const std::vector<ExplainedDay>& days) {
        json_.array(days, [&](const ExplainedDay& day) {
            json_.object([&] {
                json_.member("role", kDayRoleNames[day.role]);
                json_.member("from", to_text(day.first));
                json_.member("to", to_text(day.last));
                json_.member("number", day.number);
                line(day.line);
            });
        });
    }

    void pause(const ExplainedPause& pause) {
        json_.object([&] {
            instant("from", pause.from);
            instant("to", pause.to);
            json_.member("left_out_ms", pause.left_out.count());
            instant("due_before", pause.due_before.due);
            instant("due_after", pause.due_after.due);
            json_.key("days");
            days(pause.rolled);
        });
    }

    void span(const ExplainedSpan& span) {
        json_.object([&] {
            json_.member("kind", kSpanKindNames[span.kind]);
            instant("from", span.from);
            instant("to", span.to);
            json_.member("counted_ms", span.counted.count());
            line(span.line);
        });
    }

    /// The line of the calendar, in words and for programs.
    void line(const std::optional<DayLine>& line) {
        json_.member_or_null("line", line ? describe(*line) : "");
        json_.member_or_null("reason", line ? std::string(to_string(line->kind)) : "");
        json_.member_or_null("holiday", line ? line->holiday : "");
        json_.member("provisional", line && line->provisional);
    }

    const Rulebook& rules_;
    const date::time_zone& zone_;
    JsonWriter json_;
};

}  // namespace

std::string clocks_json(const Ticket& ticket, const Rulebook& rules, Instant now) {
    ClocksWriter writer(rules);
    writer.clocks(ticket, now);
    return writer.text();
}

}  // namespace hotline::api
