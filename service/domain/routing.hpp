// Which task force gets a ticket (DESIGN §4): ordered rules, the first that matches wins, none matching means triage.
// A decision is a pure function of the rules, the catalogue and the facts; it never names the task force complained
// about.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "domain/catalogue.hpp"
#include "domain/routing_condition.hpp"
#include "domain/routing_words.hpp"

namespace hotline {

/// What a rule does. Without a task force the ticket goes to the duty desk (triage), which decides.
struct RoutingThen {
    std::optional<TaskForceId> task_force;
    std::optional<Urgency> urgency;  ///< counts only if it is more urgent than what the ticket has
    std::string handoff;             ///< hand-off target to be called at once; empty: none
    std::vector<TaskForceId> assistants;
    std::vector<std::string> tags;
};

struct RoutingRule {
    std::string name;  ///< stable: every ticket records it
    std::string file;
    int line = 0;
    RoutingWhen when;
    RoutingThen then;
};

/// What is known of a ticket when it is routed. Views: valid during the call. Empty means not given.
struct RoutingFacts {
    std::string_view category = {};
    std::string_view sector = {};
    std::string_view district = {};
    std::string_view caller_kind = {};
    std::string_view enterprise = {};
    std::string_view project_code = {};
    Urgency urgency = 0;          ///< given by the operator; 0: take the category's
    std::string_view about = {};  ///< the task force complained about
    std::string_view title = {};
    std::string_view text = {};
};

enum class UrgencyReason { kDefault, kOperator, kCategory, kCategoryWords, kRule };

struct RoutingDecision {
    std::optional<TaskForceId> task_force;  ///< nullopt: triage
    std::string rule;                       ///< empty: none matched
    bool avoided = false;                   ///< the rule named the task force complained about, so the desk gets it
    Urgency urgency = 0;
    UrgencyReason urgency_reason = UrgencyReason::kDefault;
    std::string handoff;
    std::vector<TaskForceId> assistants;  ///< the category's, then the rule's; never the owner, never whom it is about
    std::vector<std::string> tags;
    std::string project_code;  ///< given, or found by its code or name in the text; empty: none
};

/// One line of "why this task force?". Every rule up to and including the matching one gets one.
struct RuleExplanation {
    std::string rule;
    std::string file;
    int line = 0;
    bool matched = false;
    std::string condition;  ///< the first condition that failed, e.g. "sector"; empty when matched
    std::string expected;
    std::string given;
    std::string detail;  ///< the same as a sentence
};

/// A rule that no ticket can reach. `by` is the earlier rule that takes all its tickets; nullopt: it contradicts
/// itself.
struct UnreachableRule {
    std::size_t rule = 0;
    std::optional<std::size_t> by;
};

/// Compiled rules. Immutable, safe to use from every thread. Ids in the rules must exist in the catalogue (settings/
/// sees to it); one that does not is a condition that never holds.
class Router {
public:
    Router();
    Router(std::shared_ptr<const Catalogue> catalogue, std::vector<RoutingRule> rules);

    /// Hot path: one pass over the texts, then bit sets.
    [[nodiscard]] RoutingDecision decide(const RoutingFacts& facts) const;
    [[nodiscard]] std::vector<RuleExplanation> explain(const RoutingFacts& facts) const;
    /// Conservative: what it reports is unreachable; a rule covered only by several earlier ones together is not found.
    [[nodiscard]] std::vector<UnreachableRule> unreachable() const;
    [[nodiscard]] const std::vector<RoutingRule>& rules() const { return rules_; }

private:
    struct CompiledRaise {
        Urgency level;
        IndexSet words;
    };
    struct CompiledRule {
        std::vector<RoutingCondition> conditions;
    };
    struct ProjectWord {
        std::size_t word;
        int project;
    };
    [[nodiscard]] ResolvedFacts resolve(const RoutingFacts& facts) const;
    [[nodiscard]] int find_project(const RoutingFacts& facts, const IndexSet& words) const;
    [[nodiscard]] std::pair<Urgency, UrgencyReason> base_urgency(const RoutingFacts& facts, int category,
                                                                 const IndexSet& words) const;
    [[nodiscard]] std::optional<std::size_t> first_match(const ResolvedFacts& facts) const;
    void add_assistants(RoutingDecision& decision, const std::vector<TaskForceId>& assistants,
                        std::string_view about) const;
    void compile_projects();
    void compile_raises();
    void compile(const RoutingRule& rule);
    [[nodiscard]] IndexSet word_set(const std::vector<std::string>& words);
    [[nodiscard]] bool covers(const CompiledRule& earlier, const CompiledRule& later) const;
    [[nodiscard]] bool implies(const RoutingCondition& later, const RoutingCondition& earlier) const;
    [[nodiscard]] bool contradicts_itself(const CompiledRule& rule) const;
    [[nodiscard]] bool every_word_contains_one_of(const IndexSet& words, const IndexSet& parts) const;
    [[nodiscard]] RuleExplanation explain_failure(std::size_t rule, const RoutingCondition& failed,
                                                  const RoutingFacts& facts, const ResolvedFacts& resolved) const;
    [[nodiscard]] RuleExplanation explain_match(std::size_t rule, const RoutingFacts& facts) const;
    [[nodiscard]] std::string expected(std::size_t rule, const RoutingCondition& condition) const;
    [[nodiscard]] std::string given(const RoutingCondition& condition, const RoutingFacts& facts,
                                    const ResolvedFacts& resolved) const;

    std::shared_ptr<const Catalogue> catalogue_;
    std::vector<RoutingRule> rules_;
    std::vector<CompiledRule> compiled_;
    std::vector<std::vector<CompiledRaise>> raises_;  ///< by category
    std::vector<ProjectWord> project_words_;          ///< the longest first
    IndexSet project_mask_;
    WordSearch words_;
};

}  // namespace hotline
