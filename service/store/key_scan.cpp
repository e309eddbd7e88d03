#include "store/key_scan.hpp"

#include <algorithm>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

Awaitable<Result<std::map<int, std::vector<std::string>>>> find_keys(redis::LinkPool& link, std::string_view pattern,
                                                                     std::string_view type) {
    constexpr long long kKeysAtOnce = 1000;
    std::map<int, std::vector<std::string>> keys;
    std::string cursor = "0";
    do {
        redis::Command scan("SCAN");
        scan.arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(kKeysAtOnce).arg("TYPE").arg(type);
        const auto reply = checked_read(co_await link.call(std::move(scan)));
        if (!reply) co_return std::unexpected(reply.error());
        cursor = reply->elements.at(0).text;
        for (const auto& key : reply->elements.at(1).elements) {
            if (const auto partition = keys::partition_of(key.text)) keys[*partition].push_back(key.text);
        }
    } while (cursor != "0");
    // A scan may name a key twice.
    for (auto& [partition, names] : keys) {
        std::ranges::sort(names);
        const auto repeated = std::ranges::unique(names);
        names.erase(repeated.begin(), repeated.end());
    }
    co_return keys;
}

}  // namespace hotline
