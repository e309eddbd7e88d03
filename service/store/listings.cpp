#include "store/listings.hpp"

#include <algorithm>

#include "store/key_scan.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"
#include "store/ticket_places.hpp"

namespace hotline {
namespace {

using redis::Command;

constexpr long long kMembersAtOnce = 1000;

long long ms(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

Listings::Listings(int partition, std::vector<std::string> sets) : partition_(partition), sets_(std::move(sets)) {
    sets_.push_back(keys::timers(partition));
    for (const std::string& name : sets_) ended_.push_back(keys::lists_ended(name));
}

void Listings::add(std::size_t set, long long serial, long long score) {
    entries_.push_back({serial, static_cast<std::uint32_t>(set), score});
}

void Listings::sort() {
    std::ranges::sort(entries_, {}, [](const Entry& entry) { return std::pair(entry.serial, entry.set); });
}

std::span<const Listings::Entry> Listings::entries_of(long long serial) const {
    const auto range = std::ranges::equal_range(entries_, serial, {}, &Entry::serial);
    return {range.begin(), range.end()};
}

bool Listings::agree(const Ticket& ticket, Wake wake) const {
    const auto wanted = sets_of(ticket);
    std::size_t right = 0;
    for (const Entry& entry : entries_of(ticket.number.serial())) {
        const bool timer = entry.set == timers();
        const bool belongs =
            timer ? wake && ms(*wake) == entry.score
                  : score_of(ticket) == entry.score && std::ranges::find(wanted, sets_[entry.set]) != wanted.end();
        if (!belongs) return false;
        ++right;
    }
    return right == wanted.size() + (wake ? 1 : 0);
}

Wake Listings::timer_of(long long serial) const {
    for (const Entry& entry : entries_of(serial)) {
        if (entry.set == timers()) return Instant(std::chrono::milliseconds(entry.score));
    }
    return std::nullopt;
}

std::vector<std::string> Listings::of(long long serial) const {
    std::vector<std::string> names;
    for (const Entry& entry : entries_of(serial)) {
        if (entry.set != timers()) names.push_back(sets_[entry.set]);
    }
    return names;
}

std::vector<long long> Listings::going_on() const {
    std::vector<long long> serials;
    for (const Entry& entry : entries_) {
        if (ended_[entry.set] || (!serials.empty() && serials.back() == entry.serial)) continue;
        serials.push_back(entry.serial);
    }
    return serials;
}

std::vector<long long> Listings::all() const {
    std::vector<long long> serials;
    for (const Entry& entry : entries_) {
        if (serials.empty() || serials.back() != entry.serial) serials.push_back(entry.serial);
    }
    return serials;
}

Awaitable<Result<std::map<int, std::vector<std::string>>>> ListingReader::find_sets() {
    co_return co_await find_keys(link_, "hl:{*}:[qapv]:*", "zset");
}

Awaitable<Result<Listings>> ListingReader::read(int partition, std::vector<std::string> sets) {
    Listings listings(partition, std::move(sets));
    for (std::size_t set = 0; set < listings.sets().size(); ++set) {
        for (long long first = 0;; first += kMembersAtOnce) {
            const auto reply = checked_read(co_await link_.call(Command("ZRANGE")
                                                                    .arg(listings.sets()[set])
                                                                    .arg(first)
                                                                    .arg(first + kMembersAtOnce - 1)
                                                                    .arg("WITHSCORES")));
            if (!reply) co_return std::unexpected(reply.error());
            for (const ScoredMember& listed : scored_members(*reply)) {
                listings.add(set, to_number(listed.member), listed.score);
            }
            if (std::ssize(reply->elements) < 2 * kMembersAtOnce) break;
        }
    }
    listings.sort();
    co_return listings;
}

Awaitable<Result<long long>> ListingReader::last_serial(int partition) {
    const auto reply = checked_read(co_await link_.call(Command("GET").arg(keys::sequence(partition))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return to_number(reply->text);
}

}  // namespace hotline
