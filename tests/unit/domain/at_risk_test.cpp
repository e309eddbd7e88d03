#include "domain/at_risk.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class AtRiskTest : public DecisionTest {
protected:
    /// "ack 75, ack 90": two hours to acknowledge, 72 to resolve.
    [[nodiscard]] std::string risks() const {
        std::string text;
        for (const AtRisk& risk : at_risk(ticket_, rules_, now_)) {
            text += (text.empty() ? "" : ", ") + std::string(to_string(risk.target)) + " " + std::to_string(risk.band);
        }
        return text;
    }
    Ticket ticket_ = opened();
};

TEST_F(AtRiskTest, BandsBeginAtTheirShareAndEndWithTheBreach) {
    pass(std::chrono::minutes(90) - std::chrono::milliseconds(1));
    EXPECT_EQ(risks(), "");
    pass(std::chrono::milliseconds(1));
    EXPECT_EQ(risks(), "ack 75");
    pass(std::chrono::minutes(18));
    EXPECT_EQ(risks(), "ack 75, ack 90");
    pass(std::chrono::minutes(12));
    EXPECT_EQ(risks(), "");
    pass(std::chrono::hours(52));
    EXPECT_EQ(risks(), "resolve 75");
}

TEST_F(AtRiskTest, WhatIsMetOrOverIsNoRisk) {
    pass(std::chrono::minutes(110));
    meet_clock(ticket_, Target::kAck, now_);
    EXPECT_EQ(risks(), "");
    pass(std::chrono::hours(60));
    EXPECT_EQ(risks(), "resolve 75");
    ticket_.state = State::kClosed;
    EXPECT_EQ(risks(), "");
}

TEST_F(AtRiskTest, AnOrderStaysAtRiskThroughAReopening) {
    ticket_ = kept(supervise(ticket_, {"今天办结", std::nullopt}, by(kManager)));
    ticket_.generation += 1;
    pass(std::chrono::minutes(275));
    EXPECT_EQ(risks(), "supervision 75");
}

TEST_F(AtRiskTest, AClockThatIsPausedStaysWhereItIs) {
    pass(std::chrono::hours(60));
    pause_clocks(ticket_, rules_, now_);
    pass(std::chrono::hours(100));
    EXPECT_EQ(risks(), "resolve 75");
}

}  // namespace
}  // namespace hotline
