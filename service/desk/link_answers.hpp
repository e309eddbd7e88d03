// What a message's reader answers by its link: "I have it" claims a ticket that waits to be claimed, and says of any
// other that its reader knows; "not me" is told to whoever has to find somebody else.
#pragma once

#include <memory>
#include <string>

#include "desk/disclosure.hpp"
#include "desk/message_link.hpp"
#include "desk/roster.hpp"
#include "store/used_links.hpp"

namespace hotline {

enum class LinkAnswer : unsigned char { kMine, kNotMine };

/// One for each thread. Errors of both: kStoreUnavailable, kTooBusy; kLinkExpired: it is not good any more, or its
/// reader has left; kTicketNotFound: the ticket is its reader's business no more.
class LinkAnswers {
public:
    LinkAnswers(Desk& desk, Reading& reading, UsedLinks& used, Disclosure& record, const KeyedHash& hash,
                const Clock& world)
        : desk_(desk), reading_(reading), used_(used), record_(record), hash_(hash), world_(world) {}

    struct Look {
        Ticket ticket;
        Person person;
        bool answered = false;  ///< the link is used up
    };
    /// Changes nothing: mail programs open links by themselves.
    [[nodiscard]] Awaitable<Result<Look>> look(std::string token, std::shared_ptr<const Roster> roster);

    /// On record in the access log, and in the ticket's history as an act of the reader. Also kForbidden,
    /// kIllegalTransition, kOutcomeUnknown; after any of these the link may be used again.
    [[nodiscard]] Awaitable<Result<Look>> answer(std::string token, std::shared_ptr<const Roster> roster,
                                                 LinkAnswer answer, Origin origin);

private:
    [[nodiscard]] Result<Person> reader_of(const Result<MessageLink>& link, const Roster& roster) const;
    [[nodiscard]] Awaitable<Result<Ticket>> take_effect(Person person, Ticket ticket, LinkAnswer answer);

    Desk& desk_;
    Reading& reading_;
    UsedLinks& used_;
    Disclosure& record_;
    const KeyedHash& hash_;
    const Clock& world_;
};

}  // namespace hotline
