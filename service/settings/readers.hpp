// One reader per subject: a checked YAML file in, domain values out, mistakes to the file's list of errors. Only for
// settings/.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "settings/configuration.hpp"
#include "settings/yaml_section.hpp"

namespace hotline::settings {

using Calendars = std::map<std::string, std::shared_ptr<const Calendar>, std::less<>>;

void read_task_forces(YamlSection file, Catalogue& catalogue);
void read_districts(YamlSection file, Catalogue& catalogue);
void read_urgencies(YamlSection file, Catalogue& catalogue);
void read_caller_kinds(YamlSection file, Catalogue& catalogue);
void read_sectors(YamlSection file, Catalogue& catalogue);
void read_channels(YamlSection file, Catalogue& catalogue);
void read_reasons(YamlSection file, Catalogue& catalogue);
/// After task forces and urgencies.
void read_categories(YamlSection file, Catalogue& catalogue);
/// After districts.
void read_key_projects(YamlSection file, Catalogue& catalogue);

/// After the whole catalogue. Says nothing about rules that cannot be reached: `check_reachable` does.
[[nodiscard]] std::vector<RoutingRule> read_routing(YamlSection file, const Catalogue& catalogue);
void check_reachable(const Router& router, ConfigurationErrors& errors);

/// After the whole catalogue.
void read_service(YamlSection file, Configuration& configuration);
/// The section `login` of the same file.
void read_login(YamlSection& file, Configuration& configuration);

[[nodiscard]] std::shared_ptr<const HolidayTable> read_holidays(YamlSection file);
/// `zone` counts where a calendar names none; `version` is what clocks record.
[[nodiscard]] Calendars read_calendars(YamlSection file, const std::shared_ptr<const HolidayTable>& holidays,
                                       const std::string& zone, const std::string& version);
/// A profile that could not be read has no policies, and there is at least one error.
[[nodiscard]] std::vector<SlaProfile> read_sla(YamlSection file, const Catalogue& catalogue, const Calendars& calendars,
                                               const std::string& version);

/// After the whole catalogue and the service's zone. Whether the people exist is not known here: where each is named
/// goes to `people_named`.
void read_duty(YamlSection file, Configuration& configuration);

/// After the catalogue. Texts are read from files of their own, one for each notice.
void read_notifications(YamlSection file, const Catalogue& catalogue, NotificationRules& rules);
void read_notice_words(YamlSection file, NotificationRules& rules);
void read_notice_texts(YamlSection file, Notice notice, NotificationRules& rules);

/// A level that exists. Levels that could not be read are checked elsewhere.
[[nodiscard]] Urgency read_urgency(YamlSection& section, std::string_view key, const Catalogue& catalogue);
[[nodiscard]] std::vector<Urgency> read_urgency_list(YamlSection& section, std::string_view key,
                                                     const Catalogue& catalogue);
[[nodiscard]] std::vector<TaskForceId> read_task_force_list(YamlSection& section, std::string_view key,
                                                            const Catalogue& catalogue);

}  // namespace hotline::settings
