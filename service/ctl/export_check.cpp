// check_export() of audit_export.hpp: what whoever is handed an export can tell of it.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/signing.hpp"
#include "ctl/audit_export.hpp"
#include "ctl/mapped_file.hpp"

namespace hotline::ctl {
namespace {

using nlohmann::json;

class ExportCheck {
public:
    explicit ExportCheck(const std::filesystem::path& file) : file_(file.string()) {
        report_.counts = {{"events", 0}, {"problems", 0}};
    }

    void problem(std::string kind, std::string about) {
        ++report_.counts["problems"];
        report_.lines.push_back({file_, std::move(kind), std::move(about)});
    }

    void check_lines(std::string_view text) {
        for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
            const json line = json::parse(text.substr(0, end), nullptr, false);
            text.remove_prefix(end + 1);
            if (text.empty() && line.contains("findings")) {
                check_last(line);
                return;
            }
            check_event(line);
        }
        problem("export", "is not complete: it has no last line");
    }

    [[nodiscard]] Report report() && { return std::move(report_); }

private:
    void check_event(const json& event) {
        const long long number = ++report_.counts["events"];
        if (!event.contains("count") || !event.contains("h") || !event.contains("partition")) {
            return problem("export", fmt::format("line {} is no event", number));
        }
        last_links_[event["partition"]] = {
            {"partition", event["partition"]}, {"count", event["count"]}, {"h", event["h"]}};
    }

    void check_last(const json& last) {
        if (const long long events = last.value("events", -1LL); events != report_.counts["events"]) {
            problem("export", fmt::format("has {} events, its last line counts {}", report_.counts["events"], events));
        }
        if (const long long findings = last.value("findings", -1LL); findings != 0) {
            problem("export", fmt::format("was made of a log with {} findings", findings));
        }
        // The events of one ticket need not be the last of their partition.
        if (!last.at("of_ticket").is_null()) return;
        for (const json& head : last.at("heads")) {
            const auto link = last_links_.find(head.at("partition"));
            const bool right = link == last_links_.end() ? head.at("count") == 0 : link->second == head;
            if (!right) problem("export", "does not end at the head that its last line names: " + head.dump());
        }
    }

    std::string file_;
    std::map<json, json> last_links_;  ///< of the last event of each partition
    Report report_;
};

}  // namespace

Result<Report> check_export(const std::filesystem::path& file, const std::string& public_key) {
    const auto began = std::chrono::steady_clock::now();
    const auto content = MappedFile::open(file);
    if (!content) return std::unexpected(content.error());
    const auto signature = MappedFile::open(signature_file(file));
    if (!signature) return std::unexpected(signature.error());
    ExportCheck check(file);
    if (is_signed(content->text(), signature->text(), from_hex(public_key))) {
        check.check_lines(content->text());
    } else {
        check.problem("signature", "is not of this file and this key");
    }
    Report report = std::move(check).report();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return report;
}

}  // namespace hotline::ctl
