// Whom an event is told to, by which channels and when; and what need not be said any more.
#include "domain/notifying.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/instant.hpp"
#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Notifying : public DecisionTest {
protected:
    using Lines = std::vector<std::string>;

    void SetUp() override {
        notifications_.public_url = "https://hotline.example.org";
        for (const auto& [id, kind] : {std::pair{"mail", ChannelKind::kEmail}, {"chat", ChannelKind::kDingtalk}}) {
            notifications_.channels.add({.id = id, .kind = kind, .url = "https://example.org"});
        }
        notifications_.usual.channels = {"mail", "chat"};
        tell(Notice::kQueued, {"duty", "lead"});
        tell(Notice::kUrged, {"holder"});
        tell(Notice::kDecision, {"lead", "manager"});
        for (const Person* person : {&kWorker, &kColleague, &kLead, &kManager}) reach(*person);
        const std::chrono::local_days from(ymd(2022, 4, 1));
        rules_.duty.push_back({.covers = TaskForceId("IND"),
                               .zone = rules_.service.zone,
                               .rotations = {{.people = {kWorker.id}, .from = from, .hours = {480, 480}}}});
    }

    void tell(Notice notice, std::vector<std::string> whom) {
        notifications_.told[static_cast<std::size_t>(notice)] = std::move(whom);
    }
    void reach(const Person& person, Contact contact = {}) {
        if (contact.email.empty()) contact.email = person.id.value + "@example.org";
        contacts_[person.id] = std::move(contact);
    }
    Planned planned(const Ticket& ticket) {
        rules_.notifications = std::make_shared<const NotificationRules>(notifications_);
        rules_.people = Directory(rules_.people.all(), contacts_);
        return plan_deliveries(ticket, event_, "{}", rules_, now_);
    }
    /// "queued ind1 mail +10", the minutes if it is not at once; "queued - chat" to the channel itself.
    Lines messages(const Ticket& ticket) {
        Lines lines;
        for (const Delivery& one : planned(ticket).deliveries) {
            const auto later = std::chrono::duration_cast<minutes>(one.not_before - now_).count();
            lines.push_back(std::string(to_string(one.notice)) + " " +
                            (one.recipient.empty() ? "-" : one.recipient.value) + " " + one.channel +
                            (later == 0 ? "" : " +" + std::to_string(later)));
        }
        return lines;
    }

    NotificationRules notifications_;
    std::map<PersonId, Contact> contacts_;
};

TEST_F(Notifying, WhoIsOnDutyHearsOfATicketThatHasCome) {
    EXPECT_EQ(messages(opened()), (Lines{"queued ind1 mail", "queued ind-lead mail"}));
}

TEST_F(Notifying, WhoeverDidItIsNotToldOfIt) {
    Ticket ticket = claimed();
    ticket = kept(ask_extension(ticket, {now_ + hours(80), "等零件"}, by(kLead)));
    EXPECT_EQ(messages(ticket), Lines{"decision mgr1 mail"});
}

TEST_F(Notifying, FurtherChannelsComeLaterEachAfterTheOneBefore) {
    reach(kWorker, {.mobile = "13900000001"});
    reach(kLead, {.mobile = "13900000002", .order = {{"chat", "mail"}, minutes(3)}});
    EXPECT_EQ(messages(opened()),
              (Lines{"queued ind1 mail", "queued ind1 chat +10", "queued ind-lead chat", "queued ind-lead mail +3"}));
}

TEST_F(Notifying, TheFirstChannelThatCanReachSomebodyIsUsedAtOnce) {
    reach(kWorker, {.order = {{"chat", "mail"}, minutes(30)}});  // no mobile number
    EXPECT_EQ(messages(opened()).front(), "queued ind1 mail");
}

TEST_F(Notifying, WhomNothingReachesIsNamed) {
    contacts_.erase(kLead.id);
    const auto plan = planned(opened());
    EXPECT_EQ(plan.unreachable, std::vector{kLead.id});
    EXPECT_EQ(plan.deliveries.size(), 1U);
}

TEST_F(Notifying, QuietHoursPutOffButNotForWhoIsOnDutyNorWhatIsMostUrgent) {
    now_ = at("2022-04-18 23:00");
    const MinuteInterval night{22 * 60, 7 * 60};
    reach(kWorker, {.quiet = night});
    reach(kLead, {.quiet = night});
    EXPECT_EQ(messages(opened()), (Lines{"queued ind1 mail", "queued ind-lead mail +480"}));
    NewTicket urgent = complaint();
    urgent.matter.urgency = 1;
    EXPECT_EQ(messages(opened(urgent)), (Lines{"queued ind1 mail", "queued ind-lead mail"}));
}

TEST_F(Notifying, AGroupHearsOfItsOwnTaskForceAndAWebhookOfEveryEvent) {
    notifications_.usual.channels.clear();
    notifications_.channels.add({.id = "ind",
                                 .kind = ChannelKind::kWecom,
                                 .url = "",
                                 .posts = {Notice::kQueued},
                                 .task_forces = {TaskForceId("IND")}});
    notifications_.channels.add({.id = "tra",
                                 .kind = ChannelKind::kWecom,
                                 .url = "",
                                 .posts = {Notice::kQueued},
                                 .task_forces = {TaskForceId("TRA")}});
    notifications_.channels.add({.id = "hook", .kind = ChannelKind::kWebhook, .url = ""});
    Ticket ticket = opened();
    EXPECT_EQ(messages(ticket), (Lines{"event - hook", "queued - ind"}));
    ticket = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(messages(ticket), Lines{"event - hook"});
    EXPECT_EQ(planned(ticket).deliveries.front().event, "{}");
}

TEST_F(Notifying, KeysAreTheSameForTheSameAndDifferForWhatIsNot) {
    Ticket ticket = opened();
    const auto once = planned(ticket);
    const auto again = planned(ticket);
    std::set<std::string> keys;
    for (std::size_t i = 0; i < once.deliveries.size(); ++i) {
        EXPECT_EQ(once.deliveries[i].key, again.deliveries[i].key);
        EXPECT_TRUE(keys.insert(once.deliveries[i].key).second);
    }
    EXPECT_EQ(delivery_key({.number = ticket.number, .revision = 3}, PersonId("a.b"), "mail"),
              ticket.number.text() + "+3+a~b+mail");
}

TEST_F(Notifying, MostEventsAreToldNobody) {
    Ticket ticket = claimed();
    EXPECT_FALSE(notice_of(event_));
    ticket = kept(add_note(ticket, "去过了", by(kWorker)));
    EXPECT_FALSE(notice_of(event_));
    EXPECT_FALSE(concerns_anybody(event_, notifications_));
    ticket = kept(answer_message(ticket, false, by(kColleague)));
    EXPECT_EQ(notice_of(event_), Notice::kDeclined);
}

TEST_F(Notifying, WhatHasBeenSeenToIsNotSaidAnyMore) {
    Ticket ticket = opened();
    const NoticeSubject came{ticket.number, 1, TaskForceId("IND")};
    EXPECT_FALSE(settled_meanwhile(Notice::kQueued, came, ticket));
    const Ticket taken = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(settled_meanwhile(Notice::kQueued, came, taken), "claimed or moved on");
    EXPECT_FALSE(settled_meanwhile(Notice::kEvent, came, taken));

    NoticeSubject step{ticket.number, 2, TaskForceId("IND")};
    step.target = Target::kAck;
    step.level = "red";
    step.generation = 1;
    EXPECT_FALSE(settled_meanwhile(Notice::kEscalation, step, ticket));
    EXPECT_EQ(settled_meanwhile(Notice::kEscalation, step, taken), "met or ended");
    step.target = Target::kResolve;
    EXPECT_FALSE(settled_meanwhile(Notice::kEscalation, step, taken));

    const Ticket asked = kept(ask_extension(taken, {now_ + hours(80), "等零件"}, by(kWorker)));
    EXPECT_FALSE(settled_meanwhile(Notice::kDecision, came, asked));
    const Ticket decided = kept(decide(asked, {true, ""}, by(kManager)));
    EXPECT_EQ(settled_meanwhile(Notice::kDecision, came, decided), "decided");
}

TEST(QuietHours, EndWhenTheySayAlsoOverMidnightAndSummerTime) {
    const auto* const berlin = find_time_zone("Europe/Berlin").value();
    const auto when = [](const char* text) { return parse_rfc3339(text, "").value(); };
    const MinuteInterval night{22 * 60, 7 * 60};
    EXPECT_EQ(quiet_until(night, *berlin, when("2022-03-26T22:00:00+01:00")), when("2022-03-27T07:00:00+02:00"));
    EXPECT_EQ(quiet_until(night, *berlin, when("2022-03-27T06:59:00+02:00")), when("2022-03-27T07:00:00+02:00"));
    EXPECT_FALSE(quiet_until(night, *berlin, when("2022-03-27T07:00:00+02:00")));
    EXPECT_FALSE(quiet_until(night, *berlin, when("2022-03-26T21:59:00+01:00")));
    const MinuteInterval noon{12 * 60, 13 * 60};
    EXPECT_EQ(quiet_until(noon, *berlin, when("2022-05-01T12:30:00+02:00")), when("2022-05-01T13:00:00+02:00"));
    EXPECT_FALSE(quiet_until(noon, *berlin, when("2022-05-01T13:00:00+02:00")));
}

}  // namespace
}  // namespace hotline
