#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "configuration_folder.hpp"

namespace hotline {
namespace {

using test::ConfigurationFolder;

/// One spoiled place; the error must stand where it was spoiled (plus `lines_below`).
struct Mistake {
    const char* name;
    const char* file;
    const char* old_text;
    const char* new_text;
    int lines_below;
    const char* message;
    std::size_t errors = 1;  ///< in all: what is gone is then unknown elsewhere
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

class ConfigurationMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ConfigurationMistake, IsReportedWithFileLineAndReason) {
    const auto& mistake = GetParam();
    const ConfigurationFolder folder;
    const auto line = folder.replace(mistake.file, mistake.old_text, mistake.new_text) + mistake.lines_below;
    const auto errors = folder.errors();
    const auto at_the_place = testing::AllOf(
        testing::Field(&ConfigurationError::file, mistake.file), testing::Field(&ConfigurationError::line, line),
        testing::Field(&ConfigurationError::message, testing::HasSubstr(mistake.message)));
    EXPECT_THAT(errors, testing::Contains(at_the_place)) << to_string(errors);
    EXPECT_EQ(errors.size(), mistake.errors) << to_string(errors);
}

const Mistake kMistakes[] = {
    {"unknown_task_force", "routing.yaml", "then: {task_force: TRA}", "then: {task_force: TRB}", 0,
     "unknown task force 'TRB'"},
    {"unknown_assistant", "routing.yaml", "assistants: [CON]", "assistants: [CAN]", 0, "unknown task force 'CAN'"},
    {"unknown_category", "routing.yaml", "category: [J3, J6]", "category: [J3, J66]", 0, "unknown category 'J66'"},
    {"unknown_district", "routing.yaml", "district: \"220174\"", "district: \"999999\"", 0,
     "unknown district '999999'"},
    {"unknown_sector", "routing.yaml", "when: {sector: transport}", "when: {sector: flying}", 0,
     "unknown sector 'flying'"},
    {"unknown_caller_kind", "routing.yaml", "caller_kind: sole_trader", "caller_kind: king", 0,
     "unknown caller kind 'king'"},
    {"unknown_project", "routing.yaml", "project: any", "project: [CC1999-001]", 0, "unknown key project 'CC1999-001'"},
    {"unknown_urgency", "routing.yaml", "urgency: [1, 2]", "urgency: [1, 7]", 0, "unknown urgency '7'"},
    {"unknown_handoff", "routing.yaml", "handoff: \"120\"", "handoff: \"121\"", 0, "unknown hand-off target '121'"},
    {"unknown_about", "routing.yaml", "about: any", "about: [IND, XYZ]", 0, "unknown task force 'XYZ'"},
    {"misspelt_key", "routing.yaml", "when: {category: [K2]}", "when: {category: [K2], wrods: {any: [x]}}", 0,
     "unknown key 'wrods'"},
    {"misspelt_word_key", "routing.yaml", "words: {any: [着火", "words: {sany: [x], any: [着火", 0,
     "unknown key 'sany' in 'words'"},
    {"rule_name_twice", "routing.yaml", "name: danger-fire", "name: danger-gas", 0,
     "rule 'danger-gas' is defined twice"},
    {"rule_without_result", "routing.yaml", "then: {task_force: CON}", "then: {tags: [x]}", 0,
     "either a task_force or triage"},
    {"rule_with_two_results", "routing.yaml", "then: {task_force: CON}", "then: {task_force: CON, triage: true}", 0,
     "either a task_force or triage"},
    {"two_owners", "routing.yaml", "then: {task_force: CON}", "then: {task_force: [CON, IND]}", 0, "one task force"},
    {"empty_list", "routing.yaml", "category: [J3, J6]", "category: []", 0, "'category' must have at least one entry"},
    {"too_many_words_asked", "routing.yaml", "装卸], at_least: 2", "装卸], at_least: 9", 0, "asks for more words"},
    {"at_least_is_no_number", "routing.yaml", "装卸], at_least: 2", "装卸], at_least: two", 0,
     "whole number from 1 to 100, not 'two'"},
    {"word_twice", "routing.yaml", "[漏气, ", "[漏气, 漏气, ", 0, "'漏气' stands twice"},
    {"key_twice", "routing.yaml", "when: {about: any}", "when: {about: any, about: IND}", 0,
     "key 'about' stands here twice"},
    {"when_is_no_mapping", "routing.yaml", "when: {about: any}", "when: [about]", 0, "must be a mapping"},
    {"duplicate_task_force", "task_forces.yaml", "- {id: CON,", "- {id: IND, zh: 甲, en: A}\n  - {id: CON,", 0,
     "task force 'IND' is defined twice"},
    {"missing_translation", "task_forces.yaml", ", en: Construction", "", 0, "lacks the key 'en'"},
    {"wrong_flag", "reasons.yaml", "Not our duty, needs_proof: true", "Not our duty, needs_proof: maybe", 0,
     "must be true or false, not 'maybe'"},
    {"bad_id", "sectors.yaml", "id: services", "id: ser vices", 0, "'ser vices' is no identifier", 3},
    {"urgencies_out_of_order", "urgencies.yaml", "- level: 3", "- {level: 1, zh: 甲, en: A}\n  - level: 3", 0,
     "levels must ascend"},
    {"fact_not_defined", "categories.yaml", "required: [home_community]", "required: [home_comunity]", 0,
     "unknown fact 'home_comunity'"},
    {"fact_kind", "categories.yaml", "kind: yes_no", "kind: perhaps", 0, "unknown kind of fact 'perhaps'"},
    {"fact_with_choices", "categories.yaml", "kind: choice", "kind: text", -3, "if and only if its kind is choice"},
    {"duplicate_category", "categories.yaml", "{id: B6,", "{id: B5,", 0, "category 'B5' is defined twice"},
    {"category_like_group", "categories.yaml", "{id: K5,", "{id: A,", 0, "'A' is both a group and a category", 2},
    {"duplicate_reason", "reasons.yaml", "{id: duplicate,", "{id: wrong_place,", 0,
     "return reason 'wrong_place' is defined twice"},
    {"project_in_no_district", "key_projects.yaml", "district: \"220171\"", "district: \"1\"", 0,
     "unknown district '1'"},
    {"duplicate_project", "key_projects.yaml", "code: CC2022-002", "code: CC2022-001", 0,
     "key project 'CC2022-001' is defined twice"},
    {"project_name_too_short", "key_projects.yaml", "name: 综合管廊示例二期", "name: 管", 0, "this short"},
    {"unknown_zone", "service.yaml", "time_zone: Asia/Shanghai", "time_zone: Asia/Changchun", 0,
     "unknown time zone 'Asia/Changchun'"},
    {"number_out_of_range", "service.yaml", "returns_before_triage: 2", "returns_before_triage: 0", 0,
     "from 1 to 100, not '0'"},
    {"missing_setting", "service.yaml", "{tries: 3, ", "{", 0, "lacks the key 'tries'"},
    {"area_code_with_trunk_prefix", "service.yaml", "area_code: \"431\"", "area_code: \"0431\"", 0,
     "without the trunk prefix"},
    {"area_code_with_letters", "service.yaml", "area_code: \"431\"", "area_code: \"43l\"", 0, "must be digits"},
    {"bad_date", "holidays.yaml", "2022-05-01", "2022-02-30", 0, "'2022-02-30' is no date"},
    {"year_twice", "holidays.yaml", "- year: 2021", "- year: 2020", 0, ""},
    {"bad_interval", "calendars.yaml", "13:00-17:00", "13:00-17:65", 0, "'13:00-17:65' is no interval"},
    {"unknown_day", "calendars.yaml", "[monday, tuesday, wednesday, thursday, friday]", "[monday, tuseday]", 0,
     "unknown day 'tuseday'"},
    {"day_twice", "calendars.yaml", "\"13:00-17:00\"]}",
     "\"13:00-17:00\"]}\n      - {days: [friday], hours: [\"08:00-09:00\"]}", 1, "'friday' has hours already"},
    {"overlapping_intervals", "calendars.yaml", "08:30-12:00", "08:30-14:00", -3, "calendar 'office'"},
    {"unknown_calendar", "sla.yaml", "hours: 4, calendar: office, ladder", "hours: 4, calendar: ofice, ladder", 0,
     "unknown calendar 'ofice'"},
    {"unknown_ladder", "sla.yaml", "minutes: 15, calendar: 24x7, ladder: critical",
     "minutes: 15, calendar: 24x7, ladder: steep", 0, "unknown ladder 'steep'"},
    {"ladder_twice", "sla.yaml", "- id: follow-up\n", "- id: standard\n", 0, "ladder 'standard' is defined twice", 9},
    {"level_twice", "sla.yaml", "{level: leadership, at_percent: 200", "{level: red, at_percent: 200", 0,
     "this level is given twice"},
    {"steps_out_of_order", "sla.yaml", "at_percent: 125", "at_percent: 60", 0, "percentages rise from step to step"},
    {"unknown_recipient", "sla.yaml", "notify: [lead, duty, dispatcher]}", "notify: [lead, mayor]}", 0,
     "nobody is called mayor"},
    {"step_adds_an_unknown_task_force", "sla.yaml", "raise_urgency: true, add: INS", "raise_urgency: true, add: XXX", 0,
     "unknown task force 'XXX'"},
    {"step_at_two_times", "sla.yaml", "{level: public-notice, after:", "{level: public-notice, at_percent: 300, after:",
     0, "a step has either 'at_percent' or 'after'"},
    {"step_without_time", "sla.yaml", "{level: leadership, at_percent: 200, ", "{level: leadership, ", 0,
     "lacks the key 'at_percent'"},
    {"repeat_without_end", "sla.yaml", "most: 6, until: acted", "most: 0, until: acted", 0, "from 1 to 100, not '0'"},
    {"repeat_until_something_else", "sla.yaml", "most: 6, until: acted", "most: 6, until: forever", 0,
     "until 'acted' or 'met', not 'forever'"},
    {"repeat_through_an_unknown_calendar", "sla.yaml", "minutes: 10, calendar: 24x7}", "minutes: 10, calendar: 24x8}",
     0, "unknown calendar '24x8'"},
    {"duty_of_an_unknown_task_force", "duty.yaml", "covers: CON", "covers: CAN", 0,
     "unknown task force 'CAN' (or desk)"},
    {"duty_covered_twice", "duty.yaml", "covers: CON", "covers: IND", 0, "it has a schedule already"},
    {"duty_in_an_unknown_zone", "duty.yaml", "covers: CON\n", "covers: CON\n    zone: Mars\n", 1,
     "unknown time zone 'Mars'"},
    {"duty_of_no_people", "duty.yaml", "people: [disp1]", "people: []", 0, "'people' must have at least one entry"},
    {"duty_from_no_date", "duty.yaml", "from: 2022-03-28", "from: 2022-02-30", 0, "'2022-02-30' is no date"},
    {"duty_handed_over_at_no_time", "duty.yaml", "hand_over: \"08:00\"", "hand_over: \"8\"", 0,
     "'8' is no time of day"},
    {"duty_handed_over_at_the_end_of_the_day", "duty.yaml", "hand_over: \"08:00\"", "hand_over: \"24:00\"", 0,
     "'24:00' is no time of day"},
    {"duty_in_no_hours", "duty.yaml", "hours: \"20:00-08:00\"", "hours: \"20:00\"", 0, "'20:00' is no interval"},
    {"duty_at_two_times", "duty.yaml", "hand_over: \"08:00\"", "hours: \"08:00-20:00\", hand_over: \"08:00\"", 0,
     "either 'hand_over' or 'hours'"},
    {"duty_for_days_and_weeks", "duty.yaml", "every: {days: 1}", "every: {days: 1, weeks: 1}", 0,
     "either 'days' or 'weeks'"},
    {"duty_on_an_unknown_day", "duty.yaml", "hand_over: \"08:00\"}", "hand_over: \"08:00\", weekdays: [sonntag]}", 0,
     "unknown day 'sonntag'"},
    {"unknown_profile", "service.yaml", "profile: campaign", "profile: martial", 0, "unknown profile 'martial'"},
    {"profile_twice", "sla.yaml", "  - id: normal\n    zh: 平时", "  - id: campaign\n    zh: 平时", 0,
     "profile 'campaign' is defined twice"},
    {"profile_of_an_unknown_calendar", "sla.yaml", "{campaign: office}", "{campaign: ofice}", 0,
     "unknown calendar 'ofice'"},
    {"profile_exchanges_an_unknown_calendar", "sla.yaml", "{campaign: office}", "{canpaign: office}", 0,
     "unknown key 'canpaign'"},
    {"profile_with_a_policy_of_its_own", "sla.yaml", "      # 4 复杂\n      - id: complex",
     "      # 4 复杂\n      - id: knotty", -13, "policy 'knotty' replaces none"},
    {"calendars_of_an_unknown_task_force", "sla.yaml", "profiles:\n",
     "task_forces:\n  - {id: XXX, calendars: {office: campaign}}\nprofiles:\n", 1, "unknown task force 'XXX'"},
    {"task_force_with_an_unknown_calendar", "sla.yaml", "profiles:\n",
     "task_forces:\n  - {id: IND, calendars: {office: plant}}\nprofiles:\n", 1, "unknown calendar 'plant'"},
    {"task_force_without_calendars", "sla.yaml", "profiles:\n", "task_forces:\n  - {id: IND}\nprofiles:\n", 1,
     "lacks the key 'calendars'"},
    {"calendars_of_a_task_force_twice", "sla.yaml", "profiles:\n",
     "task_forces:\n  - {id: IND, calendars: {office: 24x7}}\n  - {id: IND, calendars: {office: "
     "campaign}}\nprofiles:\n",
     2, "task force 'IND' is given twice"},
    {"unknown_count", "sla.yaml", "count: working_days, days: 7", "count: holidays, hours: 7", 0,
     "unknown count 'holidays'"},
    {"days_in_hours", "sla.yaml", "count: working_days, days: 7", "count: working_days, hours: 7, days: 7", 0,
     "is given in 'days'"},
    {"hours_in_days", "sla.yaml", "hours: 1, calendar", "days: 1, calendar", 0, "'hours' or 'minutes'"},
    {"unknown_policy", "sla.yaml", "default: normal", "default: nornal", 0, "unknown policy 'nornal'"},
    {"duplicate_policy", "sla.yaml", "- id: urgent", "- id: critical", 0, "policy 'critical' is defined twice", 2},
};

INSTANTIATE_TEST_SUITE_P(All, ConfigurationMistake, testing::ValuesIn(kMistakes),
                         [](const auto& mistake) { return std::string(mistake.param.name); });

TEST(ConfigurationErrors, ReportsAMissingFileOnceAndNothingThatFollowsFromIt) {
    const ConfigurationFolder folder;
    std::filesystem::remove(folder.path() / "task_forces.yaml");
    EXPECT_THAT(folder.errors(),
                testing::ElementsAre(ConfigurationError{"task_forces.yaml", 0, "the file is missing"}));
}

TEST(ConfigurationErrors, ReportsAMissingFolder) {
    const auto loaded = load_configuration("/no/such/folder");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().size(), configuration_files().size());
}

TEST(ConfigurationErrors, ReportsSyntaxWithItsLine) {
    const ConfigurationFolder folder;
    folder.write("sectors.yaml", "sectors:\n  - {id: a, zh: 甲, en: A}\n  - {id: b, zh: [\n");
    const auto errors = folder.errors();
    ASSERT_FALSE(errors.empty());
    EXPECT_EQ(errors[0].file, "sectors.yaml");
    EXPECT_GE(errors[0].line, 3);
    EXPECT_THAT(errors[0].message, testing::HasSubstr("not valid YAML"));
}

TEST(ConfigurationErrors, ReportsBytesThatAreNotUtf8) {
    const ConfigurationFolder folder;
    folder.write("sectors.yaml", "sectors:\n  - {id: a, zh: \xC4\xE3, en: A}\n");
    EXPECT_THAT(folder.errors(), testing::Contains(ConfigurationError{"sectors.yaml", 2, "not valid UTF-8"}));
}

TEST(ConfigurationErrors, ReportsControlCharactersThatWouldEndTheFileUnseen) {
    const ConfigurationFolder folder;
    const auto line = folder.replace("routing.yaml", "  - name: key-project", "\x04  - name: key-project");
    EXPECT_THAT(folder.errors(), testing::ElementsAre(ConfigurationError{"routing.yaml", line, "a control character"}));
}

TEST(ConfigurationErrors, ReportsEmptyFilesAndSecondDocuments) {
    const ConfigurationFolder folder;
    folder.write("channels.yaml", "# nothing\n");
    folder.append("sectors.yaml", "---\nsectors: []\n");
    const auto errors = folder.errors();
    EXPECT_THAT(errors, testing::Contains(ConfigurationError{"channels.yaml", 1, "the file is empty"}));
    EXPECT_THAT(errors, testing::Contains(ConfigurationError{"sectors.yaml", 1, "more than one YAML document"}));
}

TEST(ConfigurationErrors, ReportsAStrayCommaOfWhichTheParserMakesDocumentsWithoutEnd) {
    const ConfigurationFolder folder;
    folder.write("channels.yaml", ",");
    EXPECT_THAT(folder.errors(),
                testing::Contains(ConfigurationError{"channels.yaml", 1, "more than one YAML document"}));
}

TEST(ConfigurationErrors, ReportsARuleThatAnEarlierOneTakesAllFrom) {
    const ConfigurationFolder folder;
    folder.append("routing.yaml", "  - {name: late, when: {category: [B2], sector: other}, then: {task_force: TRA}}\n");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_EQ(errors[0].line, folder.last_line("routing.yaml"));
    EXPECT_THAT(errors[0].message, testing::HasSubstr("rule 'late' can never match: rule 'topic-transport' in line"));
}

TEST(ConfigurationErrors, ReportsARuleBehindOneWithoutConditions) {
    const ConfigurationFolder folder;
    folder.append(
        "routing.yaml",
        "  - {name: all, then: {triage: true}}\n  - {name: late, when: {sector: other}, then: {triage: true}}\n");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_THAT(errors[0].message, testing::HasSubstr("rule 'all' in line"));
}

TEST(ConfigurationErrors, ReportsARuleThatContradictsItself) {
    const ConfigurationFolder folder;
    folder.append("routing.yaml",
                  "  - {name: odd, when: {words: {any: [玉米地], none: [玉米]}}, then: {triage: true}}\n");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_THAT(errors[0].message, testing::HasSubstr("contradict each other"));
}

TEST(ConfigurationErrors, ReportsAllMistakesTogetherInTheOrderOfFilesAndLines) {
    const ConfigurationFolder folder;
    const auto third = folder.replace("service.yaml", "time_zone: Asia/Shanghai", "time_zone: Mars");
    const auto second = folder.replace("routing.yaml", "handoff: \"120\"", "handoff: \"121\"");
    const auto first = folder.replace("districts.yaml", ", en: Erdao District", "");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 3U) << to_string(errors);
    EXPECT_EQ(std::tuple(errors[0].file, errors[0].line), std::tuple("districts.yaml", first));
    EXPECT_EQ(std::tuple(errors[1].file, errors[1].line), std::tuple("routing.yaml", second));
    EXPECT_EQ(std::tuple(errors[2].file, errors[2].line), std::tuple("service.yaml", third));
    EXPECT_EQ(to_string({{"a.yaml", 3, "x"}, {"b.yaml", 0, "y"}}), "a.yaml:3: x\nb.yaml: y");
}

TEST(ConfigurationErrors, ReportsOverridesOfDutyThatContradictEachOther) {
    const ConfigurationFolder folder;
    folder.append("duty.yaml",
                  "    overrides:\n"
                  "      - {from: \"2022-05-01 08:00\", to: \"2022-05-03 08:00\", absent: ins1, person: mgr1}\n"
                  "      - {from: \"2022-05-02 08:00\", to: \"2022-05-04 08:00\", absent: ins1}\n");
    EXPECT_THAT(folder.errors(), testing::ElementsAre(ConfigurationError{"duty.yaml", folder.last_line("duty.yaml"),
                                                                         "overlaps an earlier override"}));
    folder.replace("duty.yaml", "\"2022-05-02 08:00\"", "\"2022-05-04 08:00\"");
    EXPECT_THAT(folder.errors(), testing::ElementsAre(ConfigurationError{"duty.yaml", folder.last_line("duty.yaml"),
                                                                         "an override ends after it begins"}));
    folder.replace("duty.yaml", "\"2022-05-04 08:00\"", "\"tomorrow\"");
    EXPECT_THAT(to_string(folder.errors()), testing::HasSubstr("'tomorrow' is no local time such as"));
}

TEST(ConfigurationErrors, AWrongRootIsReported) {
    const ConfigurationFolder folder;
    folder.write("channels.yaml", "- phone\n- web\n");
    folder.write("sectors.yaml", "sectors: industry\n");
    folder.write("key_projects.yaml", "key_project: []\n");
    const auto errors = to_string(folder.errors());
    EXPECT_THAT(errors, testing::HasSubstr("channels.yaml:1: the file must be a mapping"));
    EXPECT_THAT(errors, testing::HasSubstr("sectors.yaml:1: 'sectors' must be a list"));
    EXPECT_THAT(errors, testing::HasSubstr("key_projects.yaml:1: unknown key 'key_project'"));
}

}  // namespace
}  // namespace hotline
