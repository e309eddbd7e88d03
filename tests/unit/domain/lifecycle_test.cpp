// Every cell of the lifecycle table against a second one, written down from DESIGN §3 on its own.
#include "domain/lifecycle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace hotline {
namespace {

// action | it starts from | it may lead to | who: a role alone, a member of the ticket's task force, its holder
constexpr std::string_view kDesign = R"(
open     | nothing                                     | triage queued                              | operator dispatcher integration
answer   | nothing triage                              | closed                                     | operator dispatcher
dispatch | triage queued                               | queued                                     | dispatcher manager
claim    | queued                                      | in_progress                                | staff@member lead@member
release  | in_progress waiting                         | queued                                     | staff@holder lead@member system
note     | triage queued in_progress waiting resolved  | triage queued in_progress waiting resolved | operator dispatcher manager staff@member lead@member
amend    | triage queued in_progress waiting resolved  | triage queued in_progress waiting resolved | operator dispatcher manager staff@member lead@member
wait     | in_progress                                 | in_progress waiting                        | staff@holder lead@holder
resume   | waiting                                     | in_progress                                | staff@holder lead@member system
return   | queued in_progress                          | triage queued                              | staff@member lead@member
transfer | in_progress waiting                         | queued                                     | lead@member dispatcher manager
contact  | in_progress                                 | in_progress                                | staff@holder lead@holder
resolve  | in_progress waiting                         | resolved                                   | staff@holder lead@holder
check    | resolved                                    | in_progress resolved                       | operator dispatcher
hand_off | triage queued in_progress waiting resolved  | triage queued in_progress waiting resolved | operator dispatcher
callback | resolved                                    | closed queued resolved                     | operator
urge     | triage queued in_progress waiting resolved  | triage queued in_progress waiting resolved closed | operator dispatcher
merge    | triage queued in_progress waiting           | cancelled                                  | operator dispatcher
cancel   | triage queued in_progress                   | cancelled                                  | dispatcher
assist   | in_progress | in_progress | staff@holder lead@holder
contribute | triage queued in_progress waiting | triage queued in_progress waiting | staff@assistant lead@assistant
recall   | triage queued in_progress waiting | triage queued in_progress waiting | staff@holder lead@member dispatcher manager
extend   | in_progress | in_progress | staff@holder lead@holder
decide   | in_progress resolved | in_progress waiting resolved closed | lead@member manager
report   | in_progress waiting resolved closed | in_progress waiting resolved closed | staff@holder lead@member
final_answer | resolved | resolved | lead@member
supervise | triage queued in_progress waiting resolved | triage queued in_progress waiting resolved | manager inspector
close_supervision | triage queued in_progress waiting resolved closed cancelled | triage queued in_progress waiting resolved closed cancelled | manager inspector
escalate | triage queued in_progress waiting resolved closed cancelled | triage queued in_progress waiting resolved closed cancelled | system
)";

using Words = std::set<std::string>;

struct Row {
    Words from;
    Words to;
    std::map<std::string, std::string> who;  ///< role → "", "member", "holder" or "assistant"
};

Words names_in(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

std::map<std::string, Row> design() {
    std::map<std::string, Row> rows;
    std::istringstream lines{std::string(kDesign)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        std::istringstream cells(line);
        std::string action;
        std::string from;
        std::string to;
        std::string who;
        for (auto* cell : {&action, &from, &to, &who}) std::getline(cells, *cell, '|');
        Row row{names_in(from), names_in(to), {}};
        for (const std::string& grant : names_in(who)) {
            const auto at = grant.find('@');
            row.who[grant.substr(0, at)] = at == std::string::npos ? "" : grant.substr(at + 1);
        }
        rows[*names_in(action).begin()] = row;
    }
    return rows;
}

const Words kStandings{"stranger", "member", "holder", "assistant"};

TicketStanding ticket_in(const std::string& state) {
    if (state == "nothing") return {false, State::kTriage, {}, {}};
    const bool held = state == "in_progress" || state == "waiting";
    return {true,
            *parse_state(state),
            state == "triage" ? TaskForceId{} : TaskForceId("IND"),
            held ? PersonId("holder") : PersonId{},
            {TaskForceId("TRA")},
            {TaskForceId("TRA")}};
}

Person person(Role role, const std::string& standing) {
    Person made{PersonId(standing), standing, {role}, {}};
    if (standing == "assistant") made.task_forces = {TaskForceId("TRA")};
    if (standing == "member" || standing == "holder") made.task_forces = {TaskForceId("IND")};
    return made;
}

// A role that never may is told so first, then comes the state, then how the person stands to this ticket.
std::string expected(const Row& row, const std::string& state, const std::string& role, const std::string& standing) {
    const auto grant = row.who.find(role);
    if (grant == row.who.end()) return "forbidden";
    if (!row.from.contains(state)) return "illegal";
    if (grant->second.empty()) return "ok";
    if (grant->second == "assistant") return standing == "assistant" ? "ok" : "forbidden";
    if (state == "nothing" || state == "triage") return "forbidden";  // no task force has it
    if (grant->second == "member") return standing == "member" || standing == "holder" ? "ok" : "forbidden";
    const bool held = state == "in_progress" || state == "waiting";
    return held && standing == "holder" ? "ok" : "forbidden";
}

std::string outcome(const Result<void>& permitted) {
    if (permitted) return "ok";
    switch (permitted.error().code) {
        case ErrorCode::kForbidden: return "forbidden";
        case ErrorCode::kIllegalTransition: return "illegal";
        default: return "another error";
    }
}

std::vector<std::string> all_states() {
    std::vector<std::string> states{"nothing"};
    states.insert(states.end(), kStateNames.begin(), kStateNames.end());
    return states;
}

TEST(Lifecycle, EveryCellIsAsDesigned) {
    const auto rows = design();
    ASSERT_EQ(rows.size(), kActionNames.size());
    int cells = 0;
    for (const auto& [action, row] : rows) {
        const auto parsed = parse_action(action);
        ASSERT_TRUE(parsed) << action;
        for (const std::string& state : all_states()) {
            for (const auto& [role, role_name] : kRoleNames) {
                for (const std::string& standing : kStandings) {
                    const auto permitted = permit(*parsed, ticket_in(state), person(role, standing));
                    EXPECT_EQ(outcome(permitted), expected(row, state, std::string(role_name), standing))
                        << action << " when " << state << " by " << role_name << " as " << standing;
                    ++cells;
                }
            }
        }
    }
    EXPECT_EQ(cells, 29 * 8 * 10 * 4);
}

TEST(Lifecycle, EveryActionLeadsWhereItIsDesignedTo) {
    for (const auto& [action, row] : design()) {
        const Transition& transition = transition_of(*parse_action(action));
        Words to;
        for (const State state : transition.to) to.emplace(to_string(state));
        EXPECT_EQ(to, row.to) << action;
        EXPECT_EQ(transition.creates, row.from.contains("nothing")) << action;
        EXPECT_EQ(to_string(transition.action), action);
    }
}

TEST(Lifecycle, TheAllowedActionsAreThoseThatArePermitted) {
    for (const std::string& state : all_states()) {
        for (const auto& [role, role_name] : kRoleNames) {
            for (const std::string& standing : kStandings) {
                const auto who = person(role, standing);
                const auto allowed = allowed_actions(ticket_in(state), who);
                for (const Transition& transition : lifecycle()) {
                    const bool listed = std::ranges::find(allowed, transition.action) != allowed.end();
                    EXPECT_EQ(listed, permit(transition.action, ticket_in(state), who).has_value())
                        << to_string(transition.action) << " when " << state << " by " << role_name << " as "
                        << standing;
                }
            }
        }
    }
}

TEST(Lifecycle, ARefusalSaysTheStateAndWhatIsPossibleInstead) {
    const auto refused = permit(Action::kResolve, ticket_in("queued"), person(Role::kStaff, "member"));
    ASSERT_FALSE(refused);
    const std::vector<std::pair<std::string, std::string>> context{{"state", "queued"},
                                                                   {"allowed", "claim,note,amend,return"}};
    EXPECT_EQ(refused.error().context, context);
}

TEST(Lifecycle, AForbiddenActionSaysWhoMay) {
    const auto refused = permit(Action::kRelease, ticket_in("in_progress"), person(Role::kStaff, "member"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail, "release is for: staff who holds the ticket, lead of the ticket's task force");
}

TEST(Lifecycle, RolesAddUp) {
    Person both = person(Role::kOperator, "stranger");
    both.roles.push_back(Role::kStaff);
    EXPECT_TRUE(permit(Action::kUrge, ticket_in("queued"), both));
    EXPECT_FALSE(permit(Action::kClaim, ticket_in("queued"), both));
    both.task_forces = {TaskForceId("IND")};
    EXPECT_TRUE(permit(Action::kClaim, ticket_in("queued"), both));
}

TEST(Lifecycle, AHolderWhoLeftTheTaskForceMayNoLongerAct) {
    Person gone = person(Role::kStaff, "holder");
    gone.task_forces = {TaskForceId("TRA")};
    EXPECT_EQ(outcome(permit(Action::kResolve, ticket_in("in_progress"), gone)), "forbidden");
}

TEST(Lifecycle, NobodyWithoutARoleMayDoAnything) {
    const Person nobody{PersonId("holder"), "", {}, {TaskForceId("IND")}};
    for (const std::string& state : all_states()) EXPECT_TRUE(allowed_actions(ticket_in(state), nobody).empty());
    EXPECT_FALSE(may_see(ticket_in("queued"), nobody));
}

TEST(Lifecycle, TheDeskSeesEverythingATaskForceItsOwn) {
    const std::set<Role> all{Role::kOperator, Role::kDispatcher, Role::kManager, Role::kAuditor,
                             Role::kAdmin,    Role::kInspector,  Role::kSystem};
    const std::set<Role> own{Role::kStaff, Role::kLead};
    for (const auto& [role, name] : kRoleNames) {
        EXPECT_EQ(may_see(ticket_in("queued"), person(role, "stranger")), all.contains(role)) << name;
        EXPECT_EQ(may_see(ticket_in("queued"), person(role, "member")), all.contains(role) || own.contains(role))
            << name;
        EXPECT_EQ(may_see(ticket_in("triage"), person(role, "member")), all.contains(role)) << name;
        EXPECT_EQ(may_see(ticket_in("triage"), person(role, "assistant")), all.contains(role) || own.contains(role))
            << name;
    }
}

TEST(Lifecycle, AfterAFinalAnswerFurtherCallsAttach) {
    TicketStanding ticket = ticket_in("closed");
    const Person op = person(Role::kOperator, "stranger");
    EXPECT_EQ(outcome(permit(Action::kUrge, ticket, op)), "illegal");
    EXPECT_TRUE(allowed_actions(ticket, op).empty());
    ticket.has_final_answer = true;
    EXPECT_TRUE(permit(Action::kUrge, ticket, op));
    EXPECT_EQ(allowed_actions(ticket, op), std::vector{Action::kUrge});
}

TEST(Lifecycle, CallersAreLookedUpByTheDeskAndThoseWhoAnswerForIt) {
    const std::set<Role> may{Role::kOperator, Role::kDispatcher, Role::kManager, Role::kAuditor};
    for (const auto& [role, name] : kRoleNames) {
        EXPECT_EQ(may_look_up_callers(person(role, "member")), may.contains(role)) << name;
    }
}

TEST(Lifecycle, NamesAreReadBack) {
    for (const auto name : kStateNames) EXPECT_EQ(to_string(parse_state(name).value()), name);
    for (const auto name : kActionNames) EXPECT_EQ(to_string(parse_action(name).value()), name);
    EXPECT_FALSE(parse_state("Queued"));
    EXPECT_FALSE(parse_action(""));
}

TEST(Lifecycle, OnlyClosedAndCancelledTicketsAreNotOpen) {
    for (const auto name : kStateNames) {
        EXPECT_EQ(is_open(*parse_state(name)), name != "closed" && name != "cancelled") << name;
    }
}

// What a token was made for limits its owner in every cell of the table, and adds nothing.
TEST(Scope, ATokenTakesOnlyTheActionsItWasMadeFor) {
    for (const Transition& transition : lifecycle()) {
        for (const Grant& grant : transition.grants) {
            Person owner{PersonId("holder"), "", {grant.role}, {TaskForceId("IND"), TaskForceId("TRA")}};
            for (const std::string& state : all_states()) {
                const auto ticket = ticket_in(state);
                owner.scope = {};
                const auto without = outcome(permit(transition.action, ticket, owner));
                owner.scope = {{std::string(to_string(transition.action))}, {}};
                EXPECT_EQ(outcome(permit(transition.action, ticket, owner)), without);
                owner.scope = {{"none of them"}, {}};
                EXPECT_EQ(outcome(permit(transition.action, ticket, owner)), "forbidden");
                EXPECT_TRUE(allowed_actions(ticket, owner).empty());
            }
        }
    }
}

TEST(Scope, ATokenSeesOnlyTheTaskForcesItWasMadeFor) {
    Person manager{PersonId("mgr1"), "", {Role::kManager}, {}, {{}, {TaskForceId("COM")}}};
    auto ticket = ticket_in("in_progress");
    EXPECT_FALSE(may_see(ticket, manager));
    EXPECT_FALSE(may_see(ticket_in("triage"), manager));
    EXPECT_FALSE(may_look_up_callers(manager));
    ticket.involved.emplace_back("COM");
    EXPECT_TRUE(may_see(ticket, manager));
    manager.scope = {};
    EXPECT_TRUE(may_see(ticket_in("triage"), manager));
}

}  // namespace
}  // namespace hotline
