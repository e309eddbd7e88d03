#include "ctl/data_check.hpp"

#include <algorithm>

#include "store/keys.hpp"
#include "store/ticket_document.hpp"

namespace hotline::ctl {
namespace {

constexpr long long kTicketsAtOnce = 256;

using Hashes = std::vector<unsigned long long>;

/// The stream has the same events in the same order. Those that came after it was read it may lack: so many as the
/// ticket has more than `before`, its revision then.
bool agree(const Hashes& streamed, const std::vector<std::string>& events, Revision before) {
    if (std::ssize(streamed) < before || streamed.size() > events.size()) return false;
    return std::ranges::equal(streamed, std::span(events).first(streamed.size()), {}, {}, plain_hash);
}

bool numbered_from_one(const std::vector<std::string>& events) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto event = decode_event(events[i]);
        if (!event || event->revision != static_cast<Revision>(i) + 1) return false;
    }
    return true;
}

}  // namespace

DataCheck::DataCheck(redis::LinkPool& link, const Secrets& secrets, int partitions,
                     std::shared_ptr<const Rulebook> rules, Filing filing)
    : secrets_(secrets),
      rules_(std::move(rules)),
      filing_(filing),
      store_(link, secrets, partitions),
      presence_(link),
      listings_(link, partitions),
      lookups_(link),
      log_(link) {}

void DataCheck::problem(std::string what, std::string kind, std::string about) {
    ++report_.counts[filing_ == Filing::kCheck ? "problems" : "repaired"];
    report_.lines.push_back({std::move(what), std::move(kind), std::move(about)});
}

Awaitable<Result<Report>> DataCheck::run() {
    const auto began = std::chrono::steady_clock::now();
    report_.counts = {{"tickets", 0}, {filing_ == Filing::kCheck ? "problems" : "repaired", 0}};
    auto sets = co_await listings_.find_sets();
    if (!sets) co_return std::unexpected(sets.error());
    for (int partition = 0; partition < listings_.partitions(); ++partition) {
        const auto checked = co_await check_partition(partition, (*sets)[partition]);
        if (!checked) co_return std::unexpected(checked.error());
    }
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    co_return report_;
}

Awaitable<Result<void>> DataCheck::check_partition(int partition, std::vector<std::string> sets) {
    const auto last = co_await listings_.last_serial(partition);
    if (!last) co_return std::unexpected(last.error());
    const auto listings = co_await listings_.read(partition, std::move(sets));
    if (!listings) co_return std::unexpected(listings.error());
    // Also what was never given out, but is listed.
    std::vector<long long> serials;
    for (long long serial = 1; serial <= *last; ++serial) serials.push_back(serial);
    for (const long long serial : listings->all()) {
        if (serial < 1 || serial > *last) serials.push_back(serial);
    }
    revisions_.clear();
    IndexCheck indexes(lookups_, secrets_.hash, partition, *last);
    for (std::size_t first = 0; first < serials.size(); first += kTicketsAtOnce) {
        const auto size = std::min<std::size_t>(kTicketsAtOnce, serials.size() - first);
        const auto portion = std::span(serials).subspan(first, size);
        auto checked = co_await check_portion(*listings, {portion.begin(), portion.end()}, indexes);
        if (!checked) co_return checked;
    }
    const auto lines = co_await indexes.run(filing_);
    if (!lines) co_return std::unexpected(lines.error());
    for (const Line& line : *lines) problem(line.what, line.kind, line.about);
    // Events are what everything else is restored from: nothing can restore them.
    if (filing_ == Filing::kCheck) co_return co_await check_events(partition, *last);
    co_return Result<void>{};
}

Awaitable<Result<void>> DataCheck::check_portion(const Listings& listings, std::vector<long long> serials,
                                                 IndexCheck& indexes) {
    const auto inspection =
        co_await Inspector(store_, presence_, rules_, filing_).inspect(listings, std::move(serials));
    if (!inspection) co_return std::unexpected(inspection.error());
    report_.counts["tickets"] += std::ssize(inspection->tickets);
    for (const Finding& finding : inspection->findings) {
        problem(finding.number.text(), std::string(to_string(finding.kind)), finding.key);
    }
    for (const auto& [ticket, wake] : inspection->tickets) {
        indexes.add(ticket);
        if (filing_ == Filing::kCheck) revisions_[ticket.number] = ticket.revision;
    }
    if (filing_ == Filing::kRepair) {
        // An index built without them would lose them.
        if (!inspection->unreadable.empty()) co_return std::unexpected(inspection->unreadable.front());
        co_return Result<void>{};
    }
    for (const Error& error : inspection->unreadable) problem("a ticket", "unreadable", error.detail);
    co_return Result<void>{};
}

// The stream first: what is committed while this runs makes a history longer than it, never shorter.
Awaitable<Result<void>> DataCheck::check_events(int partition, long long last) {
    const auto stream = co_await log_.stream(partition);
    if (!stream) co_return std::unexpected(stream.error());
    for (long long first = 1; first <= last; first += kTicketsAtOnce) {
        auto checked = co_await check_histories(partition, first, std::min(last, first + kTicketsAtOnce - 1), *stream);
        if (!checked) co_return checked;
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> DataCheck::check_histories(int partition, long long first, long long last,
                                                   const std::map<long long, std::vector<unsigned long long>>& stream) {
    std::vector<TicketNumber> numbers;
    for (long long serial = first; serial <= last; ++serial) numbers.emplace_back(partition, serial);
    const auto tickets = co_await store_.read_each(numbers);
    const auto histories = co_await log_.histories(numbers);
    if (!histories) co_return std::unexpected(histories.error());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto& events = (*histories)[i];
        const std::string number = numbers[i].text();
        if (!tickets[i] && tickets[i].error().code == ErrorCode::kTicketNotFound) {
            problem(number, "missing", "its number was given out");
            continue;
        }
        if (!numbered_from_one(events)) problem(number, "events", "are not numbered from 1 on");
        const auto known = stream.find(numbers[i].serial());
        const auto streamed = known == stream.end() ? std::vector<unsigned long long>{} : known->second;
        const bool tells_the_same = agree(streamed, events, revisions_[numbers[i]]);
        const bool complete = !tickets[i] || std::ssize(events) >= tickets[i]->revision;
        if (!tells_the_same) problem(number, "events", "the partition's stream tells another story");
        if (!complete) problem(number, "events", "are fewer than its revisions");
    }
    co_return Result<void>{};
}

}  // namespace hotline::ctl
