// What a city's configuration defines: who there is, what calls are about, and the words for it. Plain values, built
// once by settings/, never changed afterwards, safe to read from every thread. Rules over them live in routing.hpp and
// sla_policy.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "domain/table.hpp"

namespace hotline {

/// Everything a person reads exists in both languages of the console.
struct Names {
    std::string zh;
    std::string en;
};

struct TaskForce {
    TaskForceId id;
    Names name;
};

enum class FactKind { kText, kNumber, kDate, kTime, kPhone, kYesNo, kChoice };

struct FactChoice {
    std::string id;
    Names name;
};

/// Something the operator asks for.
struct Fact {
    std::string id;
    Names name;
    FactKind kind = FactKind::kText;
    std::vector<FactChoice> choices;  ///< only for kChoice
};

struct CategoryGroup {
    std::string id;
    Names name;
};

/// Words that make a call on this topic more urgent than the topic is (DOMAIN §8.2, e.g. "today's shift").
struct UrgencyRaise {
    Urgency level = 0;
    std::vector<std::string> words;
};

/// A leaf of the two-level topic tree. The topic decides urgency and assistants; the sector decides the owner.
struct Category {
    CategoryId id;
    std::string group;
    Names name;
    Urgency urgency = 0;
    std::vector<UrgencyRaise> raises;
    std::vector<std::string> required_facts;  ///< a ticket is not accepted without them
    std::vector<std::string> optional_facts;  ///< asked for when the caller knows them
    std::vector<TaskForceId> assistants;
};

struct District {
    std::string code;
    Names name;
};

struct UrgencyLevel {
    Urgency level = 0;
    Names name;
};

struct CallerKind {
    std::string id;
    Names name;
};

struct Sector {
    std::string id;
    Names name;
};

struct Channel {
    std::string id;
    Names name;
};

/// One of the city's key projects, with the officer who answers for it.
struct KeyProject {
    std::string code;
    std::string name;
    std::string district;
    std::string officer;
    std::vector<std::string> aliases;
    bool sample = false;  ///< invented, to be replaced by the city's own list
};

struct ReasonCode {
    std::string id;
    Names name;
    Names say;                 ///< what the operator reads out to the caller; may be empty
    bool needs_proof = false;  ///< rates are adjusted by it, so it takes evidence and a second pair of eyes
};

struct HandoffTarget {
    std::string id;
    Names name;
    std::string phone;
};

/// Everything above, by id. The order is the order of the files, which is the order on the screen.
struct Catalogue {
    Table<TaskForce> task_forces;
    Table<CategoryGroup> category_groups;
    Table<Category> categories;
    Table<Fact> facts;
    Table<District> districts;
    std::vector<UrgencyLevel> urgencies;  ///< ascending, the most urgent first
    Urgency default_urgency = 0;          ///< of a ticket without category
    Table<CallerKind> caller_kinds;
    Table<Sector> sectors;
    Table<Channel> channels;
    Table<KeyProject> key_projects;
    Table<ReasonCode> return_reasons;
    Table<ReasonCode> cancel_reasons;
    Table<ReasonCode> wait_reasons;
    Table<ReasonCode> unsolved_reasons;  ///< why a claim was not solved: beyond powers, untrue, long-term …
    Table<HandoffTarget> handoff_targets;

    [[nodiscard]] const UrgencyLevel* urgency(Urgency level) const;
    /// Of `urgencies`, in the same order.
    [[nodiscard]] std::vector<Urgency> urgency_levels() const;
};

}  // namespace hotline
