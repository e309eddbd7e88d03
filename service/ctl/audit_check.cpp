#include "ctl/audit_check.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

#include "store/keys.hpp"

namespace hotline::ctl {
namespace {

constexpr std::size_t kHistoriesAtOnce = 256;

/// Of each ticket; `before` entries were read before the histories were.
std::map<long long, Streamed> by_ticket(const ChainCheck& chain, std::size_t before) {
    std::map<long long, Streamed> tickets;
    for (std::size_t i = 0; i < chain.entries().size(); ++i) {
        const ChainCheck::Entry& entry = chain.entries()[i];
        if (entry.serial == 0) continue;
        Streamed& streamed = tickets[entry.serial];
        streamed.entries.push_back(&entry);
        if (i < before) ++streamed.before;
    }
    return tickets;
}

void add_serials_of(const ChainCheck& chain, std::vector<long long>& serials) {
    for (const ChainCheck::Entry& entry : chain.entries()) {
        if (entry.serial > 0) serials.push_back(entry.serial);
    }
    std::ranges::sort(serials);
    const auto repeated = std::ranges::unique(serials);
    serials.erase(repeated.begin(), repeated.end());
}

}  // namespace

Awaitable<Result<Report>> AuditCheck::run() {
    const auto began = std::chrono::steady_clock::now();
    report_.counts = {{"accesses", 0}, {"events", 0}, {"tickets", 0}, {"unchained", 0}, {"problems", 0}};
    auto tickets = co_await log_.find_tickets();
    if (!tickets) co_return std::unexpected(tickets.error());
    for (int partition = 0; partition < partitions_; ++partition) {
        const auto checked = co_await check_partition(partition, std::move((*tickets)[partition]));
        if (!checked) co_return std::unexpected(checked.error());
    }
    if (const auto checked = co_await check_access_log(); !checked) co_return std::unexpected(checked.error());
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    co_return std::move(report_);
}

// A commit changes head, stream and history in one step. So the stream as it was read after the first head contains
// that head; each history contains what was read of the stream before it, and is contained in what was read after it.
Awaitable<Result<void>> AuditCheck::check_partition(int partition, std::vector<long long> serials) {
    ChainCheck chain(hash_, partition);
    const auto head_before = co_await log_.chain_head(partition);
    if (!head_before) co_return std::unexpected(head_before.error());
    if (auto read = co_await read_stream(partition, chain); !read) co_return read;
    const std::size_t before = chain.entries().size();
    add_serials_of(chain, serials);
    const auto histories = co_await read_histories(partition, std::move(serials));
    if (!histories) co_return std::unexpected(histories.error());
    if (auto read = co_await read_stream(partition, chain); !read) co_return read;
    const auto head_after = co_await log_.chain_head(partition);
    if (!head_after) co_return std::unexpected(head_after.error());

    add(chain.findings(*head_before, *head_after));
    auto tickets = by_ticket(chain, before);
    for (const auto& [serial, history] : *histories) {
        add(compare_history(chain, {partition, serial}, history, tickets[serial]));
    }
    find_head(chain, static_cast<std::size_t>(partition));
    report_.counts["events"] += std::ssize(chain.entries());
    report_.counts["tickets"] += std::ssize(*histories);
    report_.counts["unchained"] += chain.unchained();
    co_return Result<void>{};
}

Awaitable<Result<void>> AuditCheck::check_access_log() {
    ChainCheck chain(hash_, keys::kAccessLog);
    const auto head_before = co_await log_.chain_head(keys::kAccessLog);
    if (!head_before) co_return std::unexpected(head_before.error());
    if (auto read = co_await read_stream(keys::kAccessLog, chain); !read) co_return read;
    const auto head_after = co_await log_.chain_head(keys::kAccessLog);
    if (!head_after) co_return std::unexpected(head_after.error());
    add(chain.findings(*head_before, *head_after));
    find_head(chain, static_cast<std::size_t>(partitions_));
    report_.counts["accesses"] += std::ssize(chain.entries());
    co_return Result<void>{};
}

void AuditCheck::find_head(const ChainCheck& chain, std::size_t place) {
    if (heads_.empty()) return;
    if (auto rolled_back = chain.missing(heads_.at(place))) add({*rolled_back});
}

Awaitable<Result<void>> AuditCheck::read_stream(int partition, ChainCheck& chain) {
    for (;;) {
        const std::string last = chain.entries().empty() ? "" : chain.entries().back().id;
        const auto events = co_await log_.events_after(partition, last);
        if (!events) co_return std::unexpected(events.error());
        for (const LoggedEvent& logged : *events) chain.add(logged);
        if (std::ssize(*events) < EventLog::kEventsAtOnce) co_return Result<void>{};
    }
}

Awaitable<Result<AuditCheck::Histories>> AuditCheck::read_histories(int partition, std::vector<long long> serials) {
    Histories histories;
    for (std::size_t first = 0; first < serials.size(); first += kHistoriesAtOnce) {
        const auto portion = std::span(serials).subspan(first, std::min(kHistoriesAtOnce, serials.size() - first));
        std::vector<TicketNumber> numbers;
        for (const long long serial : portion) numbers.emplace_back(partition, serial);
        const auto texts = co_await log_.histories(std::move(numbers));
        if (!texts) co_return std::unexpected(texts.error());
        for (std::size_t i = 0; i < portion.size(); ++i) {
            std::vector<ToldEvent>& history = histories[portion[i]];
            for (const std::string& text : (*texts)[i]) history.push_back(told(hash_, partition, text));
        }
    }
    co_return histories;
}

void AuditCheck::add(std::vector<Line> lines) {
    report_.counts["problems"] += std::ssize(lines);
    std::ranges::move(lines, std::back_inserter(report_.lines));
}

}  // namespace hotline::ctl
