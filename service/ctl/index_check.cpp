#include "ctl/index_check.hpp"

#include <algorithm>

#include "store/keys.hpp"

namespace hotline::ctl {
namespace {

constexpr int kMostAttempts = 10;

}  // namespace

void IndexCheck::add(const Ticket& ticket) {
    const long long serial = ticket.number.serial();
    const std::string caller = caller_field(hash_, ticket.caller.phone);
    if (!caller.empty()) callers_[caller].push_back(serial);
    const std::string key = from_base64url(ticket.intake_key);
    if (key.empty()) {
        keyless_.push_back(serial);
    } else {
        keys_[key].push_back(serial);
    }
}

Awaitable<Result<std::vector<Line>>> IndexCheck::run(Filing filing) {
    std::ranges::sort(keyless_);
    auto lines = co_await compare(Lookup::kCaller, callers_, filing);
    if (!lines) co_return lines;
    const auto more = co_await compare(Lookup::kIdempotency, keys_, filing);
    if (!more) co_return more;
    lines->insert(lines->end(), more->begin(), more->end());
    co_return lines;
}

Awaitable<Result<std::vector<Line>>> IndexCheck::compare(Lookup lookup, const Fields& wanted, Filing filing) {
    const auto held = co_await lookups_.read(lookup, partition_);
    if (!held) co_return std::unexpected(held.error());
    std::map<std::string, std::vector<long long>> fields = wanted;
    for (const auto& [field, serials] : *held) fields.try_emplace(field);
    std::vector<Line> lines;
    for (const auto& [field, serials] : fields) {
        const auto found = held->find(field);
        const std::string now = found == held->end() ? "" : found->second;
        if (now == right_value(lookup, serials, now)) continue;
        const auto wrong = co_await mend(lookup, field, serials, filing);
        if (!wrong) co_return std::unexpected(wrong.error());
        const bool caller = lookup == Lookup::kCaller;
        if (*wrong) {
            lines.push_back({caller ? keys::callers(partition_, field) : keys::idempotency(partition_, field),
                             caller ? "callers" : "idempotency",
                             "field " + to_hex(field) + " held '" + now + "', its tickets are '" +
                                 right_value(lookup, serials, now) + "'"});
        }
    }
    co_return lines;
}

std::string IndexCheck::right_value(Lookup lookup, const std::vector<long long>& wanted,
                                    const std::string& held) const {
    const auto now = parse_serials(held);
    if (lookup == Lookup::kIdempotency) {
        if (now.size() == 1) {
            const bool own = std::ranges::find(wanted, now[0]) != wanted.end();
            const bool unknown = wanted.empty() && std::ranges::binary_search(keyless_, now[0]);
            if (own || unknown || now[0] > last_) return held;
        }
        return wanted.empty() ? "" : std::to_string(*std::ranges::min_element(wanted));
    }
    std::vector<long long> right = wanted;
    for (const long long serial : now) {
        if (serial > last_) right.push_back(serial);
    }
    std::ranges::sort(right);
    const auto repeated = std::ranges::unique(right);
    right.erase(repeated.begin(), repeated.end());
    return format_serials(right);
}

Awaitable<Result<bool>> IndexCheck::mend(Lookup lookup, std::string field, std::vector<long long> wanted,
                                         Filing filing) {
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
        const auto held = co_await lookups_.read_field(lookup, partition_, field);
        if (!held) co_return std::unexpected(held.error());
        const std::string right = right_value(lookup, wanted, *held);
        if (right == *held) co_return false;
        if (filing == Filing::kCheck) co_return true;
        const auto replaced = co_await lookups_.replace(lookup, partition_, field, *held, right);
        if (!replaced) co_return std::unexpected(replaced.error());
        if (*replaced) co_return true;
    }
    co_return fail(ErrorCode::kTooBusy, "a field of an index changes too fast");
}

}  // namespace hotline::ctl
