#include "ctl/audit_tasks.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <numeric>

#include "ctl/audit_check.hpp"
#include "ctl/audit_export.hpp"
#include "ctl/audit_heads.hpp"
#include "store/access_log.hpp"
#include "store/keys.hpp"

namespace hotline::ctl {
namespace {

std::vector<ChainLink> heads_to_find(const Session& session) {
    if (session.options.head.empty()) return {};
    auto heads = value_of(read_heads(session.options.head, session.secrets.hash));
    if (std::ssize(heads.links) != session.partitions + 1) {
        throw std::runtime_error(session.options.head.string() + ": is of another number of partitions");
    }
    return std::move(heads.links);
}

/// "root@desk3", as the machine knows them.
std::string who_runs_this() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const passwd* const user = ::getpwuid(::getuid());
    return (user == nullptr ? std::to_string(::getuid()) : std::string(user->pw_name)) + '@' + host.data();
}

}  // namespace

Awaitable<void> verify_audit(Session& session) {
    AuditCheck check(session.link, session.secrets.hash, session.partitions, heads_to_find(session));
    session.finish_with(value_of(co_await check.run()));
}

Awaitable<void> print_audit_head(Session& session) {
    EventLog log(session.link);
    AuditHeads heads{now_in_utc(), {}};
    std::vector<int> logs(static_cast<std::size_t>(session.partitions));
    std::iota(logs.begin(), logs.end(), 0);
    logs.push_back(keys::kAccessLog);
    for (const int partition : logs) {
        const std::string head = value_of(co_await log.chain_head(partition));
        const auto link = parse_link(head);
        if (!head.empty() && !link) throw std::runtime_error("a head is no link: audit verify tells more");
        heads.links.push_back(link.value_or(ChainLink{}));
    }
    session.output = to_json(heads, session.secrets.hash);
}

Awaitable<void> export_audit(Session& session) {
    std::optional<TicketNumber> only;
    if (!session.options.ticket.empty()) only = value_of(TicketNumber::parse(session.options.ticket));
    if (only && only->partition() >= session.partitions) throw std::runtime_error("there is no such ticket");
    value_of(co_await AccessLog(session.link, session.secrets.hash)
                 .append({.what = "export",
                          .by = PersonId("hotlinectl"),
                          .ticket = only ? only->text() : "",
                          .reason = who_runs_this() + ", into " + session.options.file.string(),
                          .at = SystemClock().now()}));
    AuditExport exporting(session.link, session.secrets.hash, session.partitions, only);
    session.finish_with(value_of(co_await exporting.write(session.options.file)));
}

int print_audit_key(const Options& options) {
    const auto secrets = value_of(Secrets::from(options.secret));
    const std::string key = to_hex(audit_key(secrets.hash).public_key());
    std::cout << (options.json ? "{\"public_key\":\"" + key + "\"}" : key) << '\n';
    return 0;
}

int check_audit_export(const Options& options) {
    const Report report = value_of(check_export(options.file, options.key));
    std::cout << (options.json ? to_json(report) : to_text(report));
    return report.lines.empty() ? 0 : 1;
}

}  // namespace hotline::ctl
