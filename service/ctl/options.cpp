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
    command.add_option("--secret-file", options.secret.file, "file with the data set's secret")
        ->check(CLI::ExistingFile);
    command.add_option("--secret-from-env", "name of an environment variable that holds what the file would")
        ->each([&](const std::string& name) {
            const char* const value = std::getenv(name.c_str());
            options.secret.text = value == nullptr ? "" : value;
        });
    command.add_flag("--json", options.json, "one JSON object instead of lines");
}

CLI::App& add_task(CLI::App& to, const std::string& name, const std::string& about, Task task, Options& options) {
    CLI::App& command = *to.add_subcommand(name, about);
    command.callback([&options, task] { options.task = task; });
    return command;
}

CLI::App& add_group(CLI::App& to, const std::string& name, const std::string& about) {
    CLI::App& group = *to.add_subcommand(name, about);
    group.require_subcommand(1);
    return group;
}

void add_sla(CLI::App& app, Options& options, std::string& at) {
    CLI::App& sla = add_group(app, "sla", "limits and ladders");
    CLI::App& preview =
        add_task(sla, "preview", "what a new sla.yaml, or another profile, would do to the open tickets",
                 Task::kPreviewSla, options);
    add_common(preview, options);
    preview.add_option("NEW", options.new_sla, "the new sla.yaml")->check(CLI::ExistingFile);
    preview.add_option("--profile", options.profile, "under that profile instead of the one in force");
    preview.add_option("--at", at, "as if it were that instant (2022-04-25T08:00:00Z): for data on a virtual clock");
}

void add_audit(CLI::App& app, Options& options) {
    CLI::App& audit = add_group(app, "audit", "the chain of events: proved, signed, handed on");
    CLI::App& verify =
        add_task(audit, "verify", "proves that no event was altered, removed, inserted or moved; 1 if one was",
                 Task::kAuditVerify, options);
    add_common(verify, options);
    verify.add_option("--head", options.head, "what audit head printed once: the chain must still contain it")
        ->check(CLI::ExistingFile);
    add_common(add_task(audit, "head", "prints where the chain has arrived, signed: to be kept elsewhere",
                        Task::kAuditHead, options),
               options);
    add_common(add_task(audit, "key", "prints the public key of heads and exports", Task::kAuditKey, options), options);
    CLI::App& write = add_task(audit, "export", "writes the events as JSON lines, and their signature to FILE.sig",
                               Task::kAuditExport, options);
    add_common(write, options);
    write.add_option("--out", options.file, "the new file")->required();
    write.add_option("--ticket", options.ticket, "this ticket alone");
    CLI::App& check = add_task(audit, "check-export", "whether an export is as it was written; 1 if it is not",
                               Task::kCheckExport, options);
    check.add_option("FILE", options.file, "the export; beside it FILE.sig")->required()->check(CLI::ExistingFile);
    check.add_option("--key", options.key, "the public key, as audit key prints it")->required();
    check.add_flag("--json", options.json, "one JSON object instead of lines");
}

void add_people(CLI::App& app, Options& options) {
    CLI::App& people = add_group(app, "people", "who may use the service");
    CLI::App& import =
        add_task(people, "import", "adds and changes people as a people.yaml says", Task::kImportPeople, options);
    CLI::App& list = add_task(people, "list", "names everybody", Task::kListPeople, options);
    CLI::App& reset =
        add_task(people, "reset-password", "gives somebody a one-time password", Task::kResetPassword, options);
    for (CLI::App* const command : {&import, &list, &reset}) add_common(*command, options);
    import.add_option("FILE", options.people, "people.yaml")->required()->check(CLI::ExistingFile);
    reset.add_option("PERSON", options.person, "id of the person")->required();
}

void add_keys(CLI::App& app, Options& options) {
    CLI::App& keys = add_group(app, "keys", "what callers' names, numbers and addresses are encrypted with");
    add_task(keys, "new", "prints a new key: a line for the secret file", Task::kNewKey, options);
    add_common(add_task(keys, "apply",
                        "encrypts with the first key what another one, or none, was used for; nodes may "
                        "be running",
                        Task::kApplyKeys, options),
               options);
}

void add_dead_letters(CLI::App& app, Options& options) {
    CLI::App& letters = add_group(app, "dead-letters", "messages that were given up");
    CLI::App& list = add_task(letters, "list", "names them, the latest first", Task::kListDeadLetters, options);
    CLI::App& show = add_task(letters, "show", "tells all about one", Task::kShowDeadLetter, options);
    CLI::App& retry = add_task(letters, "retry", "sends them after all; without KEY all of them, or a channel's",
                               Task::kRetryDeadLetters, options);
    CLI::App& discard =
        add_task(letters, "discard", "does not send them any more, for a reason", Task::kDiscardDeadLetters, options);
    for (CLI::App* const command : {&list, &show, &retry, &discard}) add_common(*command, options);
    for (CLI::App* const command : {&list, &retry, &discard}) {
        command->add_option("--channel", options.channel, "this channel's alone");
    }
    show.add_option("KEY", options.messages, "of the message")->required()->expected(1);
    retry.add_option("KEY", options.messages, "of messages");
    discard.add_option("KEY", options.messages, "of messages");
    discard.add_option("--reason", options.reason, "in your words")->required();
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
    Options options;
    CLI::App app("hotlinectl: looks after the data of a hotline");
    app.require_subcommand(1);
    std::string at;
    add_common(add_task(app, "verify", "says where documents, events and indexes disagree; 1 if they do", Task::kVerify,
                        options),
               options);
    add_common(add_task(app, "rebuild", "restores every index from the documents; nodes may be running", Task::kRebuild,
                        options),
               options);
    add_sla(app, options, at);
    add_audit(app, options);
    add_people(app, options);
    add_keys(app, options);
    add_dead_letters(app, options);
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
    if (options.task == Task::kPreviewSla && options.new_sla.empty() && options.profile.empty()) {
        std::cerr << "sla preview: name a new sla.yaml, or a --profile\n";
        return {std::nullopt, 2};
    }
    return {options, 0};
}

}  // namespace hotline::ctl
