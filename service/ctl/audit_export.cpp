#include "ctl/audit_export.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "ctl/audit_heads.hpp"
#include "ctl/chain_check.hpp"
#include "ctl/mapped_file.hpp"
#include "store/ticket_document.hpp"

namespace hotline::ctl {
namespace {

/// Complaints are nobody's business but the owner's.
Result<std::ofstream> create_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return fail(ErrorCode::kBadConfiguration, file.string() + ": cannot be made, or is there already");
    ::close(descriptor);
    return std::ofstream(file, std::ios::binary);
}

Result<void> closed(std::ofstream& out, const std::filesystem::path& file) {
    out.close();
    if (out) return {};
    return fail(ErrorCode::kBadConfiguration, file.string() + ": cannot be written");
}

Result<void> sign(const std::filesystem::path& file, const KeyedHash& hash) {
    const auto content = MappedFile::open(file);
    if (!content) return std::unexpected(content.error());
    auto out = create_private(signature_file(file));
    if (!out) return std::unexpected(out.error());
    *out << audit_key(hash).sign(content->text());
    return closed(*out, signature_file(file));
}

}  // namespace

std::filesystem::path signature_file(const std::filesystem::path& file) { return file.string() + ".sig"; }

Awaitable<Result<Report>> AuditExport::write(std::filesystem::path file) {
    const auto began = std::chrono::steady_clock::now();
    report_.counts = {{"events", 0}, {"unchained", 0}, {"problems", 0}};
    if (std::filesystem::exists(signature_file(file))) {
        co_return fail(ErrorCode::kBadConfiguration, signature_file(file).string() + ": is there already");
    }
    auto out = create_private(file);
    if (!out) co_return std::unexpected(out.error());
    for (int partition = 0; partition < partitions_; ++partition) {
        if (only_ && only_->partition() != partition) continue;
        const auto written = co_await write_partition(partition, *out);
        if (!written) co_return std::unexpected(written.error());
    }
    *out << last_line() << '\n';
    if (const auto done = closed(*out, file); !done) co_return std::unexpected(done.error());
    if (const auto done = sign(file, hash_); !done) co_return std::unexpected(done.error());
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    co_return std::move(report_);
}

Awaitable<Result<void>> AuditExport::write_partition(int partition, std::ostream& out) {
    ChainCheck chain(hash_, partition);
    const auto head_before = co_await log_.chain_head(partition);
    if (!head_before) co_return std::unexpected(head_before.error());
    for (std::string last;;) {
        const auto events = co_await log_.events_after(partition, last);
        if (!events) co_return std::unexpected(events.error());
        for (const LoggedEvent& logged : *events) {
            chain.add(logged);
            if (!only_ || logged.serial == only_->serial()) write_event(partition, logged, out);
        }
        if (std::ssize(*events) < EventLog::kEventsAtOnce) break;
        last = events->back().id;
    }
    const auto head_after = co_await log_.chain_head(partition);
    if (!head_after) co_return std::unexpected(head_after.error());
    auto findings = chain.findings(*head_before, *head_after);
    report_.counts["problems"] += std::ssize(findings);
    report_.counts["unchained"] += chain.unchained();
    std::ranges::move(findings, std::back_inserter(report_.lines));
    heads_[partition] = chain.entries().empty() ? ChainLink{} : chain.entries().back().link;
    co_return Result<void>{};
}

void AuditExport::write_event(int partition, const LoggedEvent& logged, std::ostream& out) {
    ++report_.counts["events"];
    const auto event = decode_event(logged.event);
    const auto link = parse_link(logged.link);
    JsonWriter json;
    json.object([&] {
        json.member("entry", logged.id);
        json.member_or_null("ticket", logged.serial > 0 ? TicketNumber(partition, logged.serial).text() : "");
        write_link(json, partition, link.value_or(ChainLink{}));
        if (event && !logged.event.contains('\n')) {
            json.member("revision", event->revision);
            json.member_raw("event", logged.event);
        } else {
            json.member("unreadable", to_hex(logged.event));
        }
    });
    out << json.text() << '\n';
}

std::string AuditExport::last_line() const {
    JsonWriter json;
    json.object([&] {
        json.member("dataset", hash_.fingerprint());
        json.member("exported_at", now_in_utc());
        json.member_or_null("of_ticket", only_ ? only_->text() : "");
        json.member("events", report_.counts.at("events"));
        json.member("unchained", report_.counts.at("unchained"));
        json.member("findings", report_.counts.at("problems"));
        json.key("heads");
        json.array(heads_, [&](const auto& head) { json.object([&] { write_link(json, head.first, head.second); }); });
    });
    return json.text();
}

}  // namespace hotline::ctl
