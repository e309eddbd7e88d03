#include "store/access_log.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

Access read_access(const redis::Reply& written) {
    Access access;
    access.id = written.elements.at(0).text;
    const auto& fields = written.elements.at(1).elements;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        const std::string& name = fields[i].text;
        const std::string& value = fields[i + 1].text;
        if (name == "what") access.what = value;
        if (name == "by") access.by = PersonId(value);
        if (name == "ticket") access.ticket = value;
        if (name == "reason") access.reason = value;
        if (name == "address") access.address = value;
        if (name == "request") access.request = value;
        if (name == "at") access.at = Instant(std::chrono::milliseconds(to_number(value)));
    }
    return access;
}

}  // namespace

Awaitable<Result<void>> AccessLog::append(Access access) {
    redis::Command command("XADD");
    command.arg(keys::access()).arg("*");
    const auto field = [&](std::string_view name, std::string_view value) { command.arg(name).arg(value); };
    field("what", access.what);
    field("by", access.by.value);
    field("ticket", access.ticket);
    field("reason", access.reason);
    field("address", access.address);
    field("request", access.request);
    field("at", std::to_string(access.at.time_since_epoch().count()));
    const auto kept = checked_write(co_await link_.call(std::move(command)));
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

Awaitable<Result<std::vector<Access>>> AccessLog::page(std::optional<std::string> before, std::size_t limit) {
    const auto reply = checked_read(co_await link_.call(redis::Command("XREVRANGE")
                                                            .arg(keys::access())
                                                            .arg(before ? "(" + *before : "+")
                                                            .arg("-")
                                                            .arg("COUNT")
                                                            .arg(static_cast<long long>(limit))));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<Access> entries;
    for (const redis::Reply& written : reply->elements) entries.push_back(read_access(written));
    co_return entries;
}

}  // namespace hotline
