// What other limits would do, in numbers, on tickets made by hand.
#include "ctl/sla_preview.hpp"

#include <gtest/gtest.h>

#include "domain/holding.hpp"
#include "domain/intake.hpp"
#include "unit/domain/sample_rules.hpp"

namespace hotline {
namespace {

using namespace samples;
using namespace std::chrono_literals;
using ctl::PreviewCounts;

class Previewing : public ::testing::Test {
protected:
    [[nodiscard]] Ticket opened(Instant instant) const {
        Ticket ticket = open_ticket(complaint(), Act{now_, kOperator, instant}).value().after;
        ticket.revision = 1;
        return ticket;
    }
    [[nodiscard]] PreviewCounts counts(const Rulebook& then, Target target) const {
        ctl::SlaPreview preview(now_, then, noon_);
        for (const Ticket& ticket : tickets_) preview.add(ticket);
        const auto found = preview.counts().find({target, "IND"});
        return found == preview.counts().end() ? PreviewCounts{} : found->second;
    }
    [[nodiscard]] static Rulebook other(Limits limits) {
        auto rules = rulebook();
        auto policy = clock_policy("normal", limits, true);
        policy.target(Target::kAck)->ladder = std::make_shared<const Ladder>(
            Ladder::make("l", {{.level = "early", .percent = 50}, {.level = "red", .percent = 100, .notify = {"lead"}}})
                .value());
        rules.policies = SlaPolicies::make("cfg-2", {std::move(policy)}, {}, "normal").value();
        rules.version = "cfg-2";
        return rules;
    }

    Rulebook now_ = rulebook();
    Instant noon_ = at("2022-04-18 12:00");
    // Opened 3 h, 90 min and 10 min ago; the first is a breach now (its ack is due after 2 h), which has fired.
    std::vector<Ticket> tickets_ = [this] {
        std::vector<Ticket> made{opened(noon_ - 3h), opened(noon_ - 90min), opened(noon_ - 10min)};
        made[0].clocks[0].fired = {"breach"};
        Ticket ended = opened(noon_ - 50h);
        ended.state = State::kClosed;
        made.push_back(std::move(ended));
        return made;
    }();
};

TEST_F(Previewing, TheSameRulesChangeNothing) {
    EXPECT_EQ(counts(now_, Target::kAck), PreviewCounts{});
    EXPECT_EQ(counts(now_, Target::kResolve), PreviewCounts{});
}

TEST_F(Previewing, ShorterLimitsBreakPromisesAndFireSteps) {
    // 1 h: the second becomes a breach too. The ladder: early for the first, whose breach has fired under another name;
    // early and red for the second; nothing for the third.
    EXPECT_EQ(counts(other({1, 72, 4, 24}), Target::kAck), (PreviewCounts{3, 1, 0, 3, 1}));
    EXPECT_EQ(counts(other({1, 72, 4, 24}), Target::kResolve), PreviewCounts{});
}

TEST_F(Previewing, LongerLimitsTakeABreachBack) {
    EXPECT_EQ(counts(other({5, 72, 4, 24}), Target::kAck), (PreviewCounts{3, 0, 1, 1, 0}));
}

}  // namespace
}  // namespace hotline
