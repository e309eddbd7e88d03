#include "settings/load_configuration.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <map>

#include "settings/readers.hpp"

namespace hotline {

namespace {

using settings::Calendars;

constexpr std::array<std::string_view, 27> kFiles{"task_forces.yaml",
                                                  "districts.yaml",
                                                  "urgencies.yaml",
                                                  "callers.yaml",
                                                  "sectors.yaml",
                                                  "channels.yaml",
                                                  "reasons.yaml",
                                                  "categories.yaml",
                                                  "key_projects.yaml",
                                                  "routing.yaml",
                                                  "service.yaml",
                                                  "holidays.yaml",
                                                  "calendars.yaml",
                                                  "sla.yaml",
                                                  "duty.yaml",
                                                  "notifications.yaml",
                                                  "notifications/words.yaml",
                                                  "notifications/queued.yaml",
                                                  "notifications/triage.yaml",
                                                  "notifications/escalation.yaml",
                                                  "notifications/urged.yaml",
                                                  "notifications/part.yaml",
                                                  "notifications/decision.yaml",
                                                  "notifications/decided.yaml",
                                                  "notifications/order.yaml",
                                                  "notifications/declined.yaml",
                                                  "notifications/folded.yaml"};
constexpr std::size_t kVersionDigits = 12;

using Documents = std::map<std::string, YamlDocument, std::less<>>;

Documents read_documents(const std::filesystem::path& directory, const FilesInstead& instead,
                         ConfigurationErrors& errors) {
    Documents documents;
    for (const auto name : kFiles) {
        const auto other = instead.find(name);
        const auto path = other == instead.end() ? directory / name : other->second;
        const std::string label = other == instead.end() ? std::string(name) : path.string();
        if (auto document = read_yaml(path, label, errors)) documents.emplace(name, std::move(*document));
    }
    return documents;
}

/// Of the named files' names and contents, each with its length, so that no text can move from one to the other
/// unnoticed.
template <class Names>
std::string version_of(const Documents& documents, const Names& names) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    const auto add = [&](std::string_view text) {
        const auto length = std::to_string(text.size()) + ':';
        for (const std::string_view part : {std::string_view(length), text}) {
            crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
        }
    };
    for (const std::string_view name : names) {
        add(name);
        if (const auto found = documents.find(name); found != documents.end()) add(found->second.content);
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state, hash.data());
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return std::string(hex.data(), kVersionDigits);
}

/// Hands each file to its reader; a file that could not be read has its error already.
class Loader {
public:
    Loader(const Documents& documents, ConfigurationErrors& errors) : documents_(documents), errors_(errors) {}

    Configuration load() {
        configuration_.rulebook.version = version_of(documents_, kFiles);
        load_catalogue();
        load_routing();
        with("service.yaml", [&](YamlSection file) { settings::read_service(std::move(file), configuration_); });
        load_calendars();
        load_policies();
        with("duty.yaml", [&](YamlSection file) { settings::read_duty(std::move(file), configuration_); });
        load_notifications();
        return std::move(configuration_);
    }

private:
    template <class Read>
    void with(std::string_view name, const Read& read) {
        if (const auto found = documents_.find(name); found != documents_.end())
            read(YamlSection(found->second, errors_));
    }

    void load_catalogue() {
        auto catalogue = std::make_shared<Catalogue>();
        const auto table = [&](std::string_view name, void (*read)(YamlSection, Catalogue&)) {
            with(name, [&](YamlSection file) { read(std::move(file), *catalogue); });
        };
        table("task_forces.yaml", settings::read_task_forces);
        table("districts.yaml", settings::read_districts);
        table("urgencies.yaml", settings::read_urgencies);
        table("callers.yaml", settings::read_caller_kinds);
        table("sectors.yaml", settings::read_sectors);
        table("channels.yaml", settings::read_channels);
        table("reasons.yaml", settings::read_reasons);
        table("categories.yaml", settings::read_categories);
        table("key_projects.yaml", settings::read_key_projects);
        configuration_.rulebook.catalogue = std::move(catalogue);
    }

    // A rule whose ids are unknown never matches; to say so besides would be noise.
    void load_routing() {
        const auto mistakes = errors_.size();
        std::vector<RoutingRule> rules;
        const auto& catalogue = configuration_.rulebook.catalogue;
        with("routing.yaml", [&](YamlSection file) { rules = settings::read_routing(std::move(file), *catalogue); });
        configuration_.rulebook.router = Router(catalogue, std::move(rules));
        if (errors_.size() == mistakes && documents_.size() == kFiles.size()) {
            settings::check_reachable(configuration_.rulebook.router, errors_);
        }
    }

    void load_calendars() {
        auto holidays = std::make_shared<const HolidayTable>();
        with("holidays.yaml", [&](YamlSection file) { holidays = settings::read_holidays(std::move(file)); });
        const auto version = version_of(documents_, std::array{"holidays.yaml", "calendars.yaml"});
        with("calendars.yaml", [&](YamlSection file) {
            configuration_.calendars =
                settings::read_calendars(std::move(file), holidays, configuration_.time_zone, version);
        });
    }

    void load_policies() {
        with("sla.yaml", [&](YamlSection file) {
            configuration_.profiles = settings::read_sla(std::move(file), *configuration_.rulebook.catalogue,
                                                         configuration_.calendars, configuration_.rulebook.version);
        });
        const auto& profiles = configuration_.profiles;
        const auto in_force = std::ranges::find(profiles, configuration_.default_profile, &SlaProfile::id);
        if (in_force != profiles.end()) {
            configuration_.rulebook.policies = in_force->policies;
        } else if (!profiles.empty() && !configuration_.default_profile.empty()) {
            with("service.yaml", [&](YamlSection file) {
                file.error("profile", "unknown profile '" + configuration_.default_profile + "' (sla.yaml)");
            });
        }
    }

    void load_notifications() {
        auto rules = std::make_shared<NotificationRules>();
        const auto& catalogue = *configuration_.rulebook.catalogue;
        with("notifications.yaml",
             [&](YamlSection file) { settings::read_notifications(std::move(file), catalogue, *rules); });
        with("notifications/words.yaml",
             [&](YamlSection file) { settings::read_notice_words(std::move(file), *rules); });
        for (std::size_t i = 0; i < static_cast<std::size_t>(Notice::kEvent); ++i) {
            with("notifications/" + std::string(kNoticeNames[i]) + ".yaml", [&](YamlSection file) {
                settings::read_notice_texts(std::move(file), static_cast<Notice>(i), *rules);
            });
        }
        configuration_.rulebook.notifications = std::move(rules);
    }

    const Documents& documents_;
    ConfigurationErrors& errors_;
    Configuration configuration_;
};

void sort_by_place(ConfigurationErrors& errors) {
    const auto rank = [](const ConfigurationError& error) {
        return std::pair(std::ranges::find(kFiles, error.file) - kFiles.begin(), error.line);
    };
    std::ranges::sort(errors, [&](const auto& one, const auto& other) {
        return rank(one) != rank(other) ? rank(one) < rank(other) : one.message < other.message;
    });
    const auto repeated = std::ranges::unique(errors);
    errors.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::span<const std::string_view> configuration_files() { return kFiles; }

std::expected<Configuration, ConfigurationErrors> load_configuration(const std::filesystem::path& directory,
                                                                     const FilesInstead& instead) {
    ConfigurationErrors errors;
    const auto documents = read_documents(directory, instead, errors);
    auto configuration = Loader(documents, errors).load();
    if (errors.empty()) return configuration;
    sort_by_place(errors);
    return std::unexpected(std::move(errors));
}

}  // namespace hotline
