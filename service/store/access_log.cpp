#include "store/access_log.hpp"

#include <nlohmann/json.hpp>

#include "base/json_writer.hpp"
#include "store/event_chain.hpp"
#include "store/function_library.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

std::string written(const Access& access) {
    JsonWriter json;
    json.object([&] {
        json.member("what", access.what);
        json.member("by", access.by);
        json.member("ticket", access.ticket);
        json.member("reason", access.reason);
        json.member("address", access.address);
        json.member("request", access.request);
        json.member("at", access.at.time_since_epoch().count());
    });
    return json.text();
}

/// What nobody here wrote (audit verify tells) is shown as far as it can be read.
Access read_access(const redis::Reply& entry) {
    Access access;
    access.id = entry.elements.at(0).text;
    const auto& fields = entry.elements.at(1).elements;  // t, 1, e, entry, h, link
    const auto json = nlohmann::json::parse(fields.size() > 3 ? fields[3].text : "", nullptr, false);
    const auto text = [&](const char* name) {
        return json.is_object() && json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : "";
    };
    access.what = text("what");
    access.by = PersonId(text("by"));
    access.ticket = text("ticket");
    access.reason = text("reason");
    access.address = text("address");
    access.request = text("request");
    if (json.is_object() && json.contains("at") && json["at"].is_number_integer()) {
        access.at = Instant(std::chrono::milliseconds(json["at"].get<long long>()));
    }
    return access;
}

}  // namespace

Awaitable<Result<void>> AccessLog::append(Access access) {
    const std::string entry = written(access);
    const ChainKey key = chain_key(hash_, keys::kAccessLog, entry);
    redis::Command command =
        call_function(kLogFunction, {keys::events(keys::kAccessLog), keys::chain(keys::kAccessLog)});
    command.arg(entry).arg(key.inner()).arg(key.outer());
    const auto kept = checked_write(co_await link_.call(std::move(command)));
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

Awaitable<Result<std::vector<Access>>> AccessLog::page(std::optional<std::string> before, std::size_t limit) {
    const auto reply = checked_read(co_await link_.call(redis::Command("XREVRANGE")
                                                            .arg(keys::events(keys::kAccessLog))
                                                            .arg(before ? "(" + *before : "+")
                                                            .arg("-")
                                                            .arg("COUNT")
                                                            .arg(static_cast<long long>(limit))));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<Access> entries;
    for (const redis::Reply& entry : reply->elements) entries.push_back(read_access(entry));
    co_return entries;
}

}  // namespace hotline
