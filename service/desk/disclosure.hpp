// Showing who called to somebody whose work does not need it every day: with a reason, on record before it is shown.
#pragma once

#include <string>

#include "desk/reading.hpp"
#include "desk/recent_reads.hpp"
#include "domain/delivery.hpp"
#include "store/access_log.hpp"

namespace hotline {

/// Where a request came from, for the record.
struct Origin {
    std::string address;
    std::string request_id;
};

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy.
class Disclosure {
public:
    static constexpr std::chrono::minutes kReadAgain{30};

    Disclosure(Reading& reading, AccessLog& log, const Clock& clock) : reading_(reading), log_(log), clock_(clock) {}

    /// The ticket, whose caller may be shown in full. kTicketNotFound, kForbidden, kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<Ticket>> reveal(const Person& person, TicketNumber number, std::string reason,
                                                   Origin origin);
    /// Puts on record that the person reads this ticket; once in a while (Disclosure::kReadAgain) where they read it
    /// again and again. kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<void>> note_read(const Person& person, const TicketNumber& number, Origin origin);
    /// Puts a look-up by number on record; never the number itself. kForbidden, kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<void>> note_lookup(const Person& person, Origin origin);
    /// Puts the use of a break-glass account on record. kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<void>> note_break_glass(PersonId person, Origin origin);
    /// Puts on record what was done with a message that was given up; `why` says which, and in whose words.
    [[nodiscard]] Awaitable<Result<void>> note_message(std::string what, PersonId by, const Delivery& message,
                                                       std::string why, Origin origin);
    /// Puts on record that somebody answered a message by its link. kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<void>> note_link(PersonId person, const TicketNumber& number, std::string answer,
                                                    Origin origin);
    /// For auditors and managers. kForbidden.
    [[nodiscard]] Awaitable<Result<std::vector<Access>>> log(const Person& person, std::optional<std::string> before,
                                                             std::size_t limit);

private:
    [[nodiscard]] Awaitable<Result<void>> append(std::string what, PersonId by, Access about, Origin origin);

    Reading& reading_;
    AccessLog& log_;
    const Clock& clock_;
    RecentReads recent_{kReadAgain};
};

}  // namespace hotline
