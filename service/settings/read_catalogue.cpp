// Task forces, districts, urgencies, callers, sectors, channels, reasons, key projects.
#include <algorithm>
#include <charconv>

#include "domain/canary.hpp"
#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr int kMostUrgencyLevels = 9;
constexpr std::size_t kShortestProjectName = 6;  // bytes: two Chinese characters

/// `read(section)` makes the entry; the id is what tells entries apart.
template <class T, class Read>
void read_table(YamlSection& file, std::string_view list, std::string_view what, Table<T>& table, const Read& read) {
    for (auto& section : file.some_sections(list, what)) {
        T item = read(section);
        const std::string id = Table<T>::key(item);
        section.done();
        if (!id.empty() && !table.add(std::move(item))) {
            section.error(std::string(what) + " '" + id + "' is defined twice");
        }
    }
}

/// The common shape: `id`, `zh`, `en`.
template <class T>
T read_named(YamlSection& section) {
    T item;
    item.id = decltype(item.id)(section.id("id"));
    const std::string_view id = Table<T>::key(item);
    if (id == kCanaryTaskForce || id == kCanaryChannel)
        section.error("id", "the service's own synthetic calls have this name");
    item.name = section.names();
    return item;
}

ReasonCode read_reason(YamlSection& section) {
    auto reason = read_named<ReasonCode>(section);
    if (auto say = section.section("say")) {
        reason.say = say->names();
        say->done();
    }
    reason.needs_proof = section.flag("needs_proof", false);
    return reason;
}

std::optional<Urgency> parse_level(std::string_view text) {
    Urgency level = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), level);
    if (failure != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return level;
}

}  // namespace

void read_task_forces(YamlSection file, Catalogue& catalogue) {
    read_table(file, "task_forces", "task force", catalogue.task_forces, read_named<TaskForce>);
    file.done();
}

void read_districts(YamlSection file, Catalogue& catalogue) {
    read_table(file, "districts", "district", catalogue.districts,
               [](YamlSection& section) { return District{section.id("code"), section.names()}; });
    file.done();
}

void read_urgencies(YamlSection file, Catalogue& catalogue) {
    auto& levels = catalogue.urgencies;
    for (auto& section : file.some_sections("urgencies", "urgency")) {
        UrgencyLevel level{static_cast<Urgency>(section.integer("level", 1, kMostUrgencyLevels)), section.names()};
        section.done();
        if (!levels.empty() && level.level <= levels.back().level) {
            section.error("levels must ascend, and none may stand here twice");
        }
        levels.push_back(std::move(level));
    }
    catalogue.default_urgency = read_urgency(file, "default", catalogue);
    file.done();
}

void read_caller_kinds(YamlSection file, Catalogue& catalogue) {
    read_table(file, "caller_kinds", "caller kind", catalogue.caller_kinds, read_named<CallerKind>);
    file.done();
}

void read_sectors(YamlSection file, Catalogue& catalogue) {
    read_table(file, "sectors", "sector", catalogue.sectors, read_named<Sector>);
    file.done();
}

void read_channels(YamlSection file, Catalogue& catalogue) {
    read_table(file, "channels", "channel", catalogue.channels, read_named<Channel>);
    file.done();
}

void read_reasons(YamlSection file, Catalogue& catalogue) {
    read_table(file, "return_reasons", "return reason", catalogue.return_reasons, read_reason);
    read_table(file, "cancel_reasons", "cancel reason", catalogue.cancel_reasons, read_reason);
    read_table(file, "wait_reasons", "wait reason", catalogue.wait_reasons, read_reason);
    read_table(file, "unsolved_reasons", "unsolved reason", catalogue.unsolved_reasons, read_reason);
    read_table(file, "handoff_targets", "hand-off target", catalogue.handoff_targets, [](YamlSection& section) {
        auto target = read_named<HandoffTarget>(section);
        target.phone = section.optional_text("phone");
        return target;
    });
    file.done();
}

void read_key_projects(YamlSection file, Catalogue& catalogue) {
    for (auto& section : file.sections("key_projects", "key project")) {
        KeyProject project;
        project.code = section.id("code");
        project.name = section.text("name");
        project.officer = section.text("officer");
        project.sample = section.flag("sample", false);
        section.require("district");
        const auto districts = known_ids(section, "district", catalogue.districts, "district");
        if (districts.size() > 1) section.error("district", "a key project has one district");
        if (!districts.empty()) project.district = districts.front();
        project.aliases = section.texts("aliases");
        const auto too_short = [](const std::string& name) { return name.size() < kShortestProjectName; };
        if ((!project.name.empty() && too_short(project.name)) || std::ranges::any_of(project.aliases, too_short)) {
            section.error("a name or alias this short would be found in texts that do not mean the project");
        }
        section.done();
        const auto code = project.code;
        if (!code.empty() && !catalogue.key_projects.add(std::move(project))) {
            section.error("key project '" + code + "' is defined twice");
        }
    }
    file.done();
}

Urgency read_urgency(YamlSection& section, std::string_view key, const Catalogue& catalogue) {
    section.require(key);
    const auto levels = read_urgency_list(section, key, catalogue);
    if (levels.size() > 1) section.error(key, "'" + std::string(key) + "' must be one urgency");
    return levels.empty() ? 0 : levels.front();
}

std::vector<Urgency> read_urgency_list(YamlSection& section, std::string_view key, const Catalogue& catalogue) {
    std::vector<Urgency> levels;
    for (const auto& [value, line] : section.list(key)) {
        const auto level = parse_level(value);
        if (!level || (!catalogue.urgencies.empty() && catalogue.urgency(*level) == nullptr)) {
            section.error_at(line, "unknown urgency '" + value + "'");
        } else {
            levels.push_back(*level);
        }
    }
    return levels;
}

std::vector<TaskForceId> read_task_force_list(YamlSection& section, std::string_view key, const Catalogue& catalogue) {
    std::vector<TaskForceId> ids;
    for (auto& id : known_ids(section, key, catalogue.task_forces, "task force")) ids.emplace_back(std::move(id));
    return ids;
}

}  // namespace hotline::settings
