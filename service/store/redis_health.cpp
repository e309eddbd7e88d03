#include "store/redis_health.hpp"

#include <algorithm>
#include <string>

#include "store/replies.hpp"

namespace hotline {
namespace {

/// What follows `name` and ':' on a line of its own; empty: there is no such line.
std::string_view field(std::string_view info, std::string_view name) {
    for (std::size_t line = 0; line < info.size();) {
        const auto end = std::min(info.find('\n', line), info.size());
        auto text = info.substr(line, end - line);
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == ':') {
            return text.substr(name.size() + 1);
        }
        line = end + 1;
    }
    return {};
}

/// Of a replica's line, as "ip=…,port=…,state=online,offset=1234,lag=0".
long long offset_of(std::string_view replica) {
    constexpr std::string_view kName = ",offset=";
    const auto at = replica.find(kName);
    return at == std::string_view::npos ? 0 : to_number(replica.substr(at + kName.size()));
}

}  // namespace

telemetry::RedisFigures read_health(std::string_view info) {
    telemetry::RedisFigures figures;
    figures.log_ok = field(info, "aof_enabled") == "1" && field(info, "aof_last_write_status") == "ok" &&
                     field(info, "aof_last_bgrewrite_status") == "ok";
    figures.memory_used = to_number(field(info, "used_memory"));
    figures.memory_limit = to_number(field(info, "maxmemory"));
    figures.replicas = static_cast<int>(to_number(field(info, "connected_slaves")));
    const long long written = to_number(field(info, "master_repl_offset"));
    for (int i = 0; i < figures.replicas; ++i) {
        const auto behind = std::max(0LL, written - offset_of(field(info, "slave" + std::to_string(i))));
        figures.lag = std::max(figures.lag.value_or(0), behind);
    }
    return figures;
}

Awaitable<Result<telemetry::RedisFigures>> ask_health(redis::LinkPool& link) {
    const auto info = checked_read(co_await link.call(redis::Command("INFO")));
    if (!info) co_return std::unexpected(info.error());
    co_return read_health(info->text);
}

}  // namespace hotline
