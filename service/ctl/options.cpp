#include "ctl/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "base/instant.hpp"

namespace hotline::ctl {
namespace {

void add_common(CLI::App& command, Options& options) {
    command.add_option("--redis", options.redis_url, "redis://…, rediss://… or unix:///path of the store");
    command.add_option("--redis-from-env", "name of an environment variable that holds the Redis URL (for passwords)")
        ->each([&](const std::string& name) {
            if (const char* const value = std::getenv(name.c_str())) options.redis_url = value;
        });
    command.add_option("--config", options.config, "folder of the city's configuration")->check(CLI::ExistingDirectory);
    command.add_option("--secret-file", options.secret_file, "file with the data set's secret")
        ->check(CLI::ExistingFile);
    command.add_flag("--json", options.json, "one JSON object instead of lines");
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
    Options options;
    CLI::App app("hotlinectl: looks after the data of a hotline");
    app.require_subcommand(1);
    CLI::App& verify = *app.add_subcommand("verify", "says where documents, events and indexes disagree; 1 if they do");
    CLI::App& rebuild = *app.add_subcommand("rebuild", "restores every index from the documents; nodes may be running");
    CLI::App& sla = *app.add_subcommand("sla", "limits and ladders");
    sla.require_subcommand(1);
    CLI::App& preview =
        *sla.add_subcommand("preview", "what a new sla.yaml, or another profile, would do to the open tickets");
    for (CLI::App* const command : {&verify, &rebuild, &preview}) add_common(*command, options);
    preview.add_option("NEW", options.new_sla, "the new sla.yaml")->check(CLI::ExistingFile);
    preview.add_option("--profile", options.profile, "under that profile instead of the one in force");
    CLI::App& people = *app.add_subcommand("people", "who may use the service");
    people.require_subcommand(1);
    CLI::App& import = *people.add_subcommand("import", "adds and changes people as a people.yaml says");
    CLI::App& list = *people.add_subcommand("list", "names everybody");
    CLI::App& reset = *people.add_subcommand("reset-password", "gives somebody a one-time password");
    for (CLI::App* const command : {&import, &list, &reset}) add_common(*command, options);
    import.add_option("FILE", options.people, "people.yaml")->required()->check(CLI::ExistingFile);
    reset.add_option("PERSON", options.person, "id of the person")->required();
    std::string at;
    preview.add_option("--at", at, "as if it were that instant (2022-04-25T08:00:00Z): for data on a virtual clock");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error)};
    }
    if (!at.empty()) {
        const auto instant = parse_rfc3339(at, "--at");
        if (!instant) {
            std::cerr << "--at: " << instant.error().detail << '\n';
            return {std::nullopt, 2};
        }
        options.at = *instant;
    }
    if (preview.parsed() && options.new_sla.empty() && options.profile.empty()) {
        std::cerr << "sla preview: name a new sla.yaml, or a --profile\n";
        return {std::nullopt, 2};
    }
    if (rebuild.parsed()) options.task = Task::kRebuild;
    if (preview.parsed()) options.task = Task::kPreviewSla;
    if (import.parsed()) options.task = Task::kImportPeople;
    if (list.parsed()) options.task = Task::kListPeople;
    if (reset.parsed()) options.task = Task::kResetPassword;
    return {options, 0};
}

}  // namespace hotline::ctl
