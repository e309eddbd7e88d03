#include "domain/matter_check.hpp"

#include <algorithm>
#include <string_view>

namespace hotline {
namespace {

template <class T>
Result<void> known(const Table<T>& table, const std::string& id, const char* what, const char* field) {
    if (id.empty() || table.has(id)) return {};
    return fail(ErrorCode::kInvalidField, std::string("there is no ") + what + " " + id, field);
}

bool is_number(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return std::ranges::any_of(text, is_digit) && std::ranges::count(text, '.') <= 1 &&
           std::ranges::all_of(text, [&](char c) { return is_digit(c) || c == '.'; });
}

bool is_choice(const Fact& fact, const std::string& value) {
    return std::ranges::find(fact.choices, value, &FactChoice::id) != fact.choices.end();
}

// Dates and times are written down as the caller says them ("since last Friday"); only what is computed with is
// checked.
Result<void> check_fact(const std::string& id, const std::string& value, const Catalogue& catalogue) {
    const std::string field = "/facts/" + id;
    const Fact* const fact = catalogue.facts.find(id);
    if (fact == nullptr) return fail(ErrorCode::kInvalidField, "there is no fact " + id, field);
    if (fact->kind == FactKind::kNumber && !is_number(value)) {
        return fail(ErrorCode::kInvalidField, "must be a number", field);
    }
    if (fact->kind == FactKind::kYesNo && value != "yes" && value != "no") {
        return fail(ErrorCode::kInvalidField, "must be yes or no", field);
    }
    if (fact->kind == FactKind::kChoice && !is_choice(*fact, value)) {
        return fail(ErrorCode::kInvalidField, "is none of this fact's choices", field);
    }
    return {};
}

Result<void> check_facts(const Matter& matter, const Catalogue& catalogue) {
    for (const auto& [id, value] : matter.facts) {
        if (const auto ok = check_fact(id, value, catalogue); !ok) return ok;
    }
    const auto missing = missing_facts(matter, catalogue);
    if (missing.empty()) return {};
    return fail(ErrorCode::kMissingFact, "ask the caller for: " + missing.front(), "/facts/" + missing.front());
}

}  // namespace

std::vector<std::string> missing_facts(const Matter& matter, const Catalogue& catalogue) {
    std::vector<std::string> missing;
    const Category* const category = catalogue.categories.find(matter.category.value);
    if (category == nullptr) return missing;
    for (const std::string& id : category->required_facts) {
        const auto given = matter.facts.find(id);
        if (given == matter.facts.end() || given->second.empty()) missing.push_back(id);
    }
    return missing;
}

Result<void> check_matter(const Matter& matter, const Caller& caller, const Catalogue& catalogue) {
    const auto checks = {
        known(catalogue.categories, matter.category.value, "category", "/category"),
        known(catalogue.sectors, matter.sector, "sector", "/sector"),
        known(catalogue.districts, matter.district, "district", "/district"),
        known(catalogue.key_projects, matter.project_code, "key project", "/project_code"),
        known(catalogue.task_forces, matter.about.value, "task force", "/about"),
        known(catalogue.caller_kinds, caller.kind, "caller kind", "/caller/kind"),
    };
    for (const auto& result : checks) {
        if (!result) return result;
    }
    if (matter.urgency != 0 && catalogue.urgency(matter.urgency) == nullptr) {
        return fail(ErrorCode::kInvalidField, "there is no such urgency", "/urgency");
    }
    return check_facts(matter, catalogue);
}

}  // namespace hotline
