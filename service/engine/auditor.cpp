#include "engine/auditor.hpp"

#include <algorithm>

#include "domain/at_risk.hpp"
#include "domain/canary.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

// Decoded in one go between two waits: some milliseconds.
constexpr std::size_t kTicketsAtOnce = 128;

}  // namespace

Auditor::Auditor(boost::asio::io_context& io, Parts parts, Pace pace) : parts_(parts), pace_(pace), sleep_(io) {}

Awaitable<void> Auditor::run() {
    while (running_) {
        woken_ = false;
        const auto began = std::chrono::steady_clock::now();
        if (const auto done = co_await cycle(); !done) {
            parts_.log.warning("audit_not_finished", {{"why", done.error().detail}});
        }
        if (given_up()) continue;
        sleep_.expires_at(std::max(began + pace_.period, std::chrono::steady_clock::now() + 1s));
        co_await sleep_.async_wait(kAwait);
    }
}

void Auditor::wake() {
    woken_ = true;
    sleep_.cancel();
}

void Auditor::stop() {
    running_ = false;
    wake();
}

Awaitable<Result<void>> Auditor::cycle() {
    rules_ = parts_.desk.rules();
    anew_ = rules_->version != version_;
    left_ = pace_.per_cycle;
    recomputed_ = 0;
    risks_.clear();
    if (anew_ || next_partition_ >= parts_.listings.partitions()) {
        next_partition_ = 0;
        next_serial_ = 1;
    }
    if (next_partition_ == 0 && next_serial_ == 1) {
        auto sets = co_await parts_.listings.find_sets();
        if (!sets) co_return std::unexpected(sets.error());
        sets_ = *std::move(sets);
    }
    for (int partition = 0; partition < parts_.listings.partitions(); ++partition) {
        auto audited = co_await audit_partition(partition);
        if (!audited || given_up()) co_return audited;
    }
    publish_risks();
    parts_.metrics.audit_completed(parts_.world.now());
    if (anew_) {
        version_ = rules_->version;
        parts_.log.info("timers_recomputed", {{"configuration", version_}, {"timers", recomputed_}});
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> Auditor::audit_partition(int partition) {
    const auto last = co_await parts_.listings.last_serial(partition);
    if (!last) co_return std::unexpected(last.error());
    const auto listings = co_await parts_.listings.read(partition, sets_[partition]);
    if (!listings) co_return std::unexpected(listings.error());
    const auto going_on = listings->going_on();
    for (std::size_t first = 0; first < going_on.size() && !given_up(); first += kTicketsAtOnce) {
        const auto portion = std::span(going_on).subspan(first, std::min(kTicketsAtOnce, going_on.size() - first));
        auto audited = co_await audit(*listings, {portion.begin(), portion.end()}, true);
        if (!audited) co_return audited;
    }
    if (partition == next_partition_) co_return co_await audit_ended(*listings, going_on, *last);
    co_return Result<void>{};
}

Awaitable<Result<void>> Auditor::audit_ended(const Listings& listings, const std::vector<long long>& going_on,
                                             long long last) {
    while (next_serial_ <= last && (left_ > 0 || anew_) && !given_up()) {
        std::vector<long long> serials;
        while (next_serial_ <= last && serials.size() < kTicketsAtOnce) {
            const long long serial = next_serial_++;
            if (!std::ranges::binary_search(going_on, serial)) serials.push_back(serial);
        }
        auto audited = co_await audit(listings, std::move(serials), false);
        if (!audited) co_return audited;
    }
    if (next_serial_ <= last || given_up()) co_return Result<void>{};
    ++next_partition_;
    next_serial_ = 1;
    co_return Result<void>{};
}

Awaitable<Result<void>> Auditor::audit(const Listings& listings, std::vector<long long> serials, bool going_on) {
    const std::size_t tickets = serials.size();
    const auto inspection = co_await Inspector(parts_.store, parts_.presence, rules_, Filing::kRepair)
                                .inspect(listings, std::move(serials));
    if (!inspection) co_return std::unexpected(inspection.error());
    for (const Finding& finding : inspection->findings) report(finding);
    for (const Error& error : inspection->unreadable) parts_.log.error("audit_unreadable", {{"why", error.detail}});
    for (const auto& [ticket, wake] : inspection->tickets) {
        if (going_on) count_risks(ticket);
        // Under new rules a step may have become due in the past.
        if (anew_ || !wake || *wake > parts_.clock.earlier(pace_.late)) continue;
        if (auto checked = co_await check_late(ticket, wake); !checked) co_return checked;
    }
    left_ -= static_cast<long long>(tickets);
    co_await pause(tickets);
    co_return Result<void>{};
}

// Filing it at the revision that was read says whether it is still so, and wakes the timer engine.
Awaitable<Result<void>> Auditor::check_late(Ticket ticket, Wake wake) {
    const auto number = ticket.number;
    const auto filed = co_await parts_.store.file(std::move(ticket), {}, wake);
    if (!filed) co_return std::unexpected(filed.error());
    if (!filed->current) co_return Result<void>{};
    parts_.metrics.audit_mismatch("late_step");
    parts_.log.warning("audit_mismatch", {{"ticket", number.text()}, {"kind", "late_step"}});
    co_return Result<void>{};
}

void Auditor::report(const Finding& finding) {
    if (anew_ && finding.kind == Misfiling::kTimer) {
        ++recomputed_;
        parts_.metrics.timer_recomputed();
        return;
    }
    const auto kind = to_string(finding.kind);
    parts_.metrics.audit_mismatch(kind);
    parts_.log.warning("audit_mismatch",
                       {{"ticket", finding.number.text()}, {"kind", kind}, {"repaired", finding.key}});
}

void Auditor::count_risks(const Ticket& ticket) {
    if (is_canary(ticket)) return;
    for (const AtRisk& risk : at_risk(ticket, *rules_, parts_.clock.now())) {
        ++risks_[{std::string(to_string(risk.target)), ticket.task_force.value, risk.band}];
    }
}

void Auditor::publish_risks() {
    std::vector<telemetry::AtRiskCount> counts;
    for (const auto& [of, tickets] : risks_) {
        counts.push_back({std::get<0>(of), std::get<1>(of), std::get<2>(of), tickets});
    }
    parts_.metrics.sla_at_risk(counts);
}

Awaitable<void> Auditor::pause(std::size_t tickets) {
    if (given_up()) co_return;
    const std::chrono::duration<double> share(static_cast<double>(tickets) /
                                              (anew_ ? pace_.per_second_anew : pace_.per_second));
    sleep_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(share));
    co_await sleep_.async_wait(kAwait);
}

}  // namespace hotline
