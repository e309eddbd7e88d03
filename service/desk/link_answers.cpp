#include "desk/link_answers.hpp"

#include "domain/following.hpp"

namespace hotline {

Result<Person> LinkAnswers::reader_of(const Result<MessageLink>& link, const Roster& roster) const {
    if (!link) return std::unexpected(link.error());
    const Person* const person = roster.find(link->person.value);
    if (person == nullptr) return fail(ErrorCode::kLinkExpired, "its reader does not use the service any more");
    return *person;
}

Awaitable<Result<LinkAnswers::Look>> LinkAnswers::look(std::string token, std::shared_ptr<const Roster> roster) {
    const auto link = read_link(hash_, token, world_.now());
    const auto person = reader_of(link, *roster);
    if (!person) co_return std::unexpected(person.error());
    auto ticket = co_await reading_.ticket(*person, link->number);
    if (!ticket) co_return std::unexpected(ticket.error());
    const auto used = co_await used_.is_used(std::move(token));
    if (!used) co_return std::unexpected(used.error());
    co_return Look{*std::move(ticket), *person, *used};
}

Awaitable<Result<LinkAnswers::Look>> LinkAnswers::answer(std::string token, std::shared_ptr<const Roster> roster,
                                                         LinkAnswer answer, Origin origin) {
    auto seen = co_await look(token, std::move(roster));
    if (!seen) co_return std::unexpected(seen.error());
    if (seen->answered) co_return fail(ErrorCode::kLinkExpired, "it has been answered by already");
    const auto noted = co_await record_.note_link(seen->person.id, seen->ticket.number,
                                                  answer == LinkAnswer::kMine ? "mine" : "not mine", std::move(origin));
    if (!noted) co_return std::unexpected(noted.error());
    const auto first = co_await used_.use(token, MessageLink::kLifetime);
    if (!first) co_return std::unexpected(first.error());
    if (!*first) co_return fail(ErrorCode::kLinkExpired, "it has been answered by already");
    auto changed = co_await take_effect(seen->person, seen->ticket, answer);
    if (!changed) {
        (void)co_await used_.give_back(std::move(token));
        co_return std::unexpected(changed.error());
    }
    co_return Look{*std::move(changed), seen->person, true};
}

Awaitable<Result<Ticket>> LinkAnswers::take_effect(Person person, Ticket ticket, LinkAnswer answer) {
    const TicketRef ref{ticket.number, std::nullopt};
    const bool mine = answer == LinkAnswer::kMine;
    if (mine && permit(Action::kClaim, ticket.standing(), person)) co_return co_await desk_.claim(person, ref);
    co_return co_await desk_.change(person, ref, Action::kNote, [mine](const Ticket& now, const Act& act) {
        return Result<Change>(answer_message(now, mine, act));
    });
}

}  // namespace hotline
