// hotlinectl's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/secrets.hpp"

namespace hotline::ctl {

enum class Task : unsigned char {
    kVerify,
    kRebuild,
    kPreviewSla,
    kAuditVerify,
    kAuditHead,
    kAuditKey,
    kAuditExport,
    kCheckExport,
    kImportPeople,
    kListPeople,
    kResetPassword,
    kNewKey,
    kApplyKeys,
    kListDeadLetters,
    kShowDeadLetter,
    kRetryDeadLetters,
    kDiscardDeadLetters,
};

struct Options {
    Task task = Task::kVerify;
    std::string redis_url = "redis://127.0.0.1:6379";
    std::filesystem::path config = "config";
    SecretSource secret;
    std::filesystem::path new_sla;      ///< of the preview: stands for the folder's sla.yaml
    std::string profile;                ///< of the preview: instead of the one in force
    std::optional<Instant> at;          ///< of the preview: the instant that counts as now
    std::filesystem::path head;         ///< of the audit: heads that were kept; empty: none
    std::filesystem::path file;         ///< of the audit: the export
    std::string ticket;                 ///< of the export: this one alone
    std::string key;                    ///< of an export's check: whose signature it should be
    std::filesystem::path people;       ///< of the import: people.yaml
    std::string person;                 ///< whose password is reset
    std::vector<std::string> messages;  ///< keys of dead letters; empty: all of them
    std::string channel;                ///< of dead letters: this one's alone
    std::string reason;                 ///< why they are discarded
    bool json = false;
};

/// Prints help, version or what is wrong, and gives the exit code instead of options.
struct ParsedOptions {
    std::optional<Options> options;
    int exit_code = 0;
};
[[nodiscard]] ParsedOptions parse_options(int argc, char** argv);

}  // namespace hotline::ctl
