// The verdicts of another city, reached again: each of its complaints is opened, claimed and answered at the instants
// it recorded, on one clock, with the timers fired as that clock passes them. Whether an answer was in time, and that a
// missed promise is on record once, must be what its own records say.
#include <algorithm>
#include <iostream>
#include <map>
#include <tuple>

#include "desk/desk.hpp"
#include "domain/ticket_clocks.hpp"
#include "engine/timer_engine.hpp"
#include "service_requests.hpp"
#include "store/timers.hpp"
#include "store_fixture.hpp"

namespace hotline {
namespace {

using test::ServiceRequest;

std::string policy_id(std::chrono::milliseconds limit) { return "within-" + std::to_string(limit / 1min) + "m"; }

/// The small city with a policy for each limit that occurs, chosen by a category of the limit's own.
Rulebook rules_for(const std::vector<ServiceRequest>& requests) {
    auto city = std::make_shared<Catalogue>(*catalogue());
    const auto always = shared(always_spec());
    std::map<std::string, std::chrono::milliseconds> limits;
    for (const auto& request : requests) limits[policy_id(request.limit())] = request.limit();
    std::vector<SlaPolicy> policies;
    std::vector<PolicyRule> choice;
    for (const auto& [id, limit] : limits) {
        SlaPolicy policy{.id = id, .waiting_cap = {clock_hours(24), always}};
        policy.target(Target::kResolve) = TargetPolicy{.within = {{Limit::kClockHours, limit / 1min}, always}};
        policies.push_back(std::move(policy));
        choice.push_back({.categories = {id}, .policy = id});
        city->categories.add({CategoryId(id), "A", {}, 3, {}, {}, {}, {}});
    }
    auto made = SlaPolicies::make("recorded", std::move(policies), std::move(choice), limits.begin()->first).value();
    Rulebook rules = rulebook();
    rules.catalogue = city;
    rules.router = two_sectors(city);
    rules.policies = std::move(made);
    rules.service.zone = find_time_zone("America/New_York").value();
    return rules;
}

/// Why a record has no verdict that a promise could be held against; nothing: it has one.
std::optional<std::string> why_excluded(const ServiceRequest& request) {
    if (request.closed < request.created) return "closed before it was made";
    if (request.limit() < 1min) return "due when it was made: no limit is nothing";
    if (request.limit() % 1min != 0min) return "a limit of parts of a minute";
    return std::nullopt;
}

struct Moment {
    enum Kind : unsigned char { kOpen, kClaim, kResolve };
    Instant at{};
    std::size_t request = 0;
    Kind kind = kOpen;
};

std::vector<Moment> in_time_order(const std::vector<ServiceRequest>& requests) {
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto& [id, created, due, closed] = requests[i];
        moments.push_back({created, i, Moment::kOpen});
        moments.push_back({created + (closed - created) / 2, i, Moment::kClaim});
        moments.push_back({closed, i, Moment::kResolve});
    }
    std::ranges::sort(moments, {}, [](const Moment& m) { return std::tuple(m.at, m.request, m.kind); });
    return moments;
}

class RecordedVerdicts : public StoreRig {
protected:
    void SetUp() override { connect_to(redis_); }

    void work_under(Rulebook rules) {
        rulebook_ = std::make_shared<const Rulebook>(std::move(rules));
        desk_.emplace(*store_, *queues_, *presence_, clock_, metrics_, rulebook_);
        timers_.emplace(*link_, kPartitions);
        engine_.emplace(io_, TimerEngine::Parts{*timers_, *store_, *desk_, clock_, metrics_, log_}, alarm_);
    }

    /// Lets time pass as the engine would see it: awake at each timer on the way.
    Awaitable<void> pass_until(Instant instant) {
        for (;;) {
            const auto outlook = (co_await timers_->outlook()).value();
            if (!outlook.earliest || *outlook.earliest > instant) break;
            clock_.set(std::max(clock_.now(), *outlook.earliest));
            while ((co_await engine_->fire_due()).value() > 0) {
            }
        }
        clock_.set(instant);
    }

    Awaitable<TicketNumber> open(const ServiceRequest& request, std::size_t caller) {
        auto call = complaint("+861" + std::to_string(3'900'000'000 + caller));
        call.matter.category = CategoryId(policy_id(request.limit()));
        co_return (co_await desk_->open(kOperator, std::move(call), request.id)).value().ticket.number;
    }

    Awaitable<void> take_part(const Moment& moment, std::vector<TicketNumber>& numbers,
                              const std::vector<ServiceRequest>& requests) {
        const TicketRef ticket{numbers[moment.request], std::nullopt};
        switch (moment.kind) {
            case Moment::kOpen:
                numbers[moment.request] = co_await open(requests[moment.request], moment.request);
                break;
            case Moment::kClaim: static_cast<void>((co_await desk_->claim(kWorker, ticket)).value()); break;
            case Moment::kResolve: {
                const Decision answers = [](const Ticket& t, const Act& act) {
                    ResolveRequest outcome;
                    outcome.justified = outcome.solved = true;
                    outcome.public_answer = "done";
                    return resolve(t, outcome, act);
                };
                static_cast<void>((co_await desk_->change(kWorker, ticket, Action::kResolve, answers)).value());
                break;
            }
        }
    }

    /// What is wrong with the ticket's story; empty: it says what the record says.
    Awaitable<std::string> compare(const ServiceRequest& request, TicketNumber number) {
        const Ticket ticket = (co_await store_->read(number)).value();
        const auto views = view_clocks(ticket, *rulebook_, clock_.now());
        if (views.size() != 1) co_return std::to_string(views.size()) + " clocks";
        const ClockReading& reading = views.front().reading;
        if (reading.due.due != request.due) co_return "due at another instant";
        if (reading.met_at != request.closed) co_return "met at another instant";
        const ClockState expected = request.late() ? ClockState::kMetLate : ClockState::kMet;
        if (reading.state != expected) co_return "is " + std::string(to_string(reading.state));
        int breaches = 0;
        for (const TicketEvent& event : (co_await store_->history(number)).value()) {
            if (event.action != Action::kEscalate) continue;
            ++breaches;
            if (!event.changes.contains("breach")) co_return "escalated without a breach";
            if (event.at != request.due) co_return "its breach is on record at another instant than its due one";
        }
        if (breaches != (request.late() ? 1 : 0)) co_return std::to_string(breaches) + " breaches";
        co_return "";
    }

    test::RedisServer redis_;
    ManualClock clock_{at("2000-01-01 00:00")};
    telemetry::Metrics metrics_{"test", "test"};
    telemetry::Log log_{clock_, telemetry::LogLevel::kError};
    std::shared_ptr<const Rulebook> rulebook_;
    std::optional<Desk> desk_;
    std::optional<Timers> timers_;
    Alarm alarm_;
    std::optional<TimerEngine> engine_;
};

TEST_F(RecordedVerdicts, AreReachedAgain) {
    const auto& zone = *find_time_zone("America/New_York").value();
    const auto recorded = test::recorded_service_requests();
    auto requests = test::parse_service_requests(recorded ? *recorded : test::made_up_service_requests(), zone);
    std::map<std::string, int> excluded;
    std::erase_if(requests, [&](const ServiceRequest& request) {
        const auto why = why_excluded(request);
        if (why) ++excluded[*why];
        return why.has_value();
    });
    std::cout << requests.size() << (recorded ? " recorded" : " made-up") << " complaints, "
              << std::ranges::count_if(requests, &ServiceRequest::late) << " of them late\n";
    for (const auto& [why, count] : excluded) std::cout << count << " left out: " << why << '\n';
    ASSERT_GT(requests.size(), 300U);
    ASSERT_GT(std::ranges::count_if(requests, &ServiceRequest::late), 50);

    work_under(rules_for(requests));
    run(
        [&]() -> Awaitable<void> {
            std::vector<TicketNumber> numbers(requests.size());
            for (const Moment& moment : in_time_order(requests)) {
                co_await pass_until(moment.at);
                co_await take_part(moment, numbers, requests);
            }
            EXPECT_EQ((co_await timers_->outlook()).value().armed, 0) << "everything has been answered";
            for (std::size_t i = 0; i < requests.size(); ++i) {
                EXPECT_EQ(co_await compare(requests[i], numbers[i]), "") << requests[i].id;
            }
        },
        600s);
}

}  // namespace
}  // namespace hotline
