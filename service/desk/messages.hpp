// Messages of the outbox for those who look after it: what became of them, and what to do with those that were given
// up.
#pragma once

#include <string>
#include <vector>

#include "desk/disclosure.hpp"
#include "store/outbox.hpp"

namespace hotline {

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy, kForbidden; of those that change something also
/// kDeadLetterNotFound and kOutcomeUnknown.
class Messages {
public:
    static constexpr int kMostListed = 500;

    Messages(Outbox& outbox, Disclosure& record, const Clock& world)
        : outbox_(outbox), record_(record), world_(world) {}

    /// For administrators, managers and auditors; the latest first.
    [[nodiscard]] Awaitable<Result<std::vector<DeliveryRecord>>> dead_letters(Person by);
    [[nodiscard]] Awaitable<Result<DeliveryRecord>> dead_letter(Person by, std::string key);
    /// What has ended in any way, for the same people.
    [[nodiscard]] Awaitable<Result<std::vector<DeliveryRecord>>> ended(Person by);

    /// For administrators; on record in the access log. It is tried at once, and has a day again.
    [[nodiscard]] Awaitable<Result<void>> retry(Person by, std::string key, Origin origin);
    /// It is not sent any more, for a reason.
    [[nodiscard]] Awaitable<Result<void>> discard(Person by, std::string key, std::string reason, Origin origin);

private:
    Outbox& outbox_;
    Disclosure& record_;
    const Clock& world_;
};

}  // namespace hotline
