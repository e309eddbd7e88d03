#include "domain/ladder.hpp"

#include <algorithm>
#include <set>

namespace hotline {
namespace {

constexpr int kMostPercent = 1000;

std::unexpected<Error> bad(std::string detail, std::string field) {
    return fail(ErrorCode::kBadConfiguration, std::move(detail), std::move(field));
}

Result<void> check_repeat(const Repeat& repeat, const std::string& field) {
    if (repeat.most < 1 || repeat.most > Repeat::kMost) {
        return bad("must be from 1 to " + std::to_string(Repeat::kMost), field + "/most");
    }
    const Limit longest{repeat.every.limit.count, repeat.every.limit.amount * repeat.most};
    if (!repeat.every.calendar || !longest.valid()) {
        return bad("must be more than nothing, all together at most ten years, and have a calendar", field + "/every");
    }
    return {};
}

Result<void> check_step(const LadderStep& step, const std::string& field) {
    if (step.level.empty()) return bad("a step needs a level", field + "/level");
    if ((step.percent != 0) == step.after.has_value()) {
        return bad("a step is either at a percentage of the target or after the breach", field);
    }
    if (step.percent < 0 || step.percent > kMostPercent) {
        return bad("must be from 1 to " + std::to_string(kMostPercent), field + "/at_percent");
    }
    if (step.after && (!step.after->calendar || !step.after->limit.valid())) {
        return bad("an offset must be more than nothing and have a calendar", field + "/after");
    }
    for (const std::string& recipient : step.notify) {
        if (std::ranges::find(kRecipients, recipient) == kRecipients.end()) {
            return bad("nobody is called " + recipient, field + "/notify");
        }
    }
    if (!step.repeat) return {};
    if (step.notify.empty()) return bad("a step that tells nobody has nothing to repeat", field + "/repeat");
    return check_repeat(*step.repeat, field + "/repeat");
}

}  // namespace

Result<Ladder> Ladder::make(std::string id, std::vector<LadderStep> steps) {
    if (id.empty()) return bad("a ladder needs an id", "/id");
    std::set<std::string> levels;
    int percent = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string field = "/steps/" + std::to_string(i);
        if (auto ok = check_step(steps[i], field); !ok) return std::unexpected(ok.error());
        if (!levels.insert(steps[i].level).second) return bad("this level is given twice", field + "/level");
        const int at = steps[i].after ? kMostPercent + 1 : steps[i].percent;
        if (at < percent || (at == percent && !steps[i].after)) {
            return bad("percentages rise from step to step, and the offsets after the breach come last", field);
        }
        percent = at;
    }
    if (std::ranges::none_of(steps, &LadderStep::is_breach)) {
        if (levels.contains(std::string(kBreach))) return bad("the level breach is that of 100 percent", "/steps");
        const auto later =
            std::ranges::find_if(steps, [](const LadderStep& step) { return step.after || step.percent > 100; });
        steps.insert(later, LadderStep{.level = std::string(kBreach), .percent = 100});
    }
    Ladder made;
    made.id_ = std::move(id);
    made.steps_ = std::move(steps);
    return made;
}

const Ladder& Ladder::plain() {
    static const Ladder ladder = *make("plain", {});
    return ladder;
}

}  // namespace hotline
