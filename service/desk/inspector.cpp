#include "desk/inspector.hpp"

#include <algorithm>

#include "domain/escalation.hpp"
#include "domain/holding.hpp"
#include "store/keys.hpp"
#include "store/ticket_places.hpp"

namespace hotline {
namespace {

constexpr int kMostFilings = 3;

Misfiling kind_of(const std::string& key, const Ticket& ticket) {
    if (ticket.revision == 0) return Misfiling::kStray;
    if (key == keys::timers(ticket.number.partition())) return Misfiling::kTimer;
    if (key == queue_of(ticket)) return Misfiling::kQueue;
    const auto own = sets_of(ticket);
    return std::ranges::find(own, key) != own.end() ? Misfiling::kAssigned : Misfiling::kStray;
}

}  // namespace

Awaitable<Result<Inspection>> Inspector::inspect(const Listings& listings, std::vector<long long> serials) {
    Inspection inspection;
    std::vector<TicketNumber> numbers;
    for (const long long serial : serials) numbers.emplace_back(listings.partition(), serial);
    auto read = co_await store_.read_each(numbers);
    for (std::size_t i = 0; i < read.size(); ++i) {
        auto looked = co_await look(numbers[i], std::move(read[i]), listings, inspection);
        if (!looked) co_return std::unexpected(looked.error());
    }
    co_return inspection;
}

Awaitable<Result<void>> Inspector::look(TicketNumber number, Result<Ticket> read, const Listings& listings,
                                        Inspection& inspection) {
    const bool exists = read.has_value();
    if (!exists && read.error().code == ErrorCode::kInternal) {
        inspection.unreadable.push_back(std::move(read.error()));
        co_return Result<void>{};
    }
    if (!exists && read.error().code != ErrorCode::kTicketNotFound) co_return std::unexpected(read.error());
    if (!exists) inspection.missing.push_back(number);
    Ticket ticket = exists ? *std::move(read) : absent_ticket(number);
    const auto wake = co_await wake_of(ticket, listings.timer_of(number.serial()));
    if (!wake) co_return std::unexpected(wake.error());
    if (!listings.agree(ticket, *wake)) {
        auto looked = co_await look_again(number, listings, inspection);
        if (!looked) co_return std::unexpected(looked.error());
    }
    if (exists) inspection.tickets.push_back({std::move(ticket), *wake});
    co_return Result<void>{};
}

Awaitable<Result<void>> Inspector::look_again(TicketNumber number, const Listings& listings, Inspection& inspection) {
    for (int attempt = 0; attempt < kMostFilings; ++attempt) {
        auto ticket = co_await store_.read(number);
        if (!ticket && ticket.error().code != ErrorCode::kTicketNotFound) co_return std::unexpected(ticket.error());
        if (!ticket) ticket = absent_ticket(number);
        const auto wake = co_await wake_of(*ticket, listings.timer_of(number.serial()));
        if (!wake) co_return std::unexpected(wake.error());
        const auto filed = co_await store_.file(*ticket, listings.of(number.serial()), *wake, filing_);
        if (!filed) co_return std::unexpected(filed.error());
        for (const std::string& key : filed->wrong) inspection.findings.push_back({number, kind_of(key, *ticket), key});
        if (filed->current) co_return Result<void>{};
    }
    // One that changes so fast is filed by its own commits.
    co_return Result<void>{};
}

Awaitable<Result<Wake>> Inspector::wake_of(const Ticket& ticket, Wake set_to) {
    const Wake unseen = next_wake(ticket, *rules_);
    if (!set_to || !unseen || *set_to <= *unseen || !lease_end(ticket, *rules_, {})) co_return unseen;
    const auto seen = co_await presence_.last_seen(ticket.holder.value);
    if (!seen) co_return std::unexpected(seen.error());
    const Wake latest = next_wake(ticket, *rules_, *seen);
    co_return latest && *set_to <= *latest ? set_to : unseen;
}

}  // namespace hotline
