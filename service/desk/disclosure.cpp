#include "desk/disclosure.hpp"

#include "domain/privacy.hpp"

namespace hotline {

Awaitable<Result<void>> Disclosure::append(std::string what, PersonId by, Access about, Origin origin) {
    about.what = std::move(what);
    about.by = std::move(by);
    about.address = std::move(origin.address);
    about.request = std::move(origin.request_id);
    about.at = clock_.now();
    return log_.append(std::move(about));
}

Awaitable<Result<Ticket>> Disclosure::reveal(const Person& person, TicketNumber number, std::string reason,
                                             Origin origin) {
    const PersonId by = person.id;
    auto ticket = co_await reading_.ticket(person, number);
    if (!ticket) co_return ticket;
    if (const auto may = may_reveal(*ticket, person); !may) co_return std::unexpected(may.error());
    const auto kept =
        co_await append("reveal", by, {.ticket = number.text(), .reason = std::move(reason)}, std::move(origin));
    if (!kept) co_return std::unexpected(kept.error());
    co_return ticket;
}

Awaitable<Result<void>> Disclosure::note_read(const Person& person, const TicketNumber& number, Origin origin) {
    const Instant now = clock_.now();
    const std::string read = person.id.value + '/' + number.text();
    if (recent_.has(read, now)) co_return Result<void>{};
    auto kept = co_await append("read", person.id, {.ticket = number.text()}, std::move(origin));
    if (kept) recent_.add(read, now);
    co_return kept;
}

Awaitable<Result<void>> Disclosure::note_lookup(const Person& person, Origin origin) {
    if (!may_look_up_callers(person)) {
        co_return fail(ErrorCode::kForbidden, "callers are looked up by: operator, dispatcher, manager, auditor");
    }
    co_return co_await append("lookup", person.id, {}, std::move(origin));
}

Awaitable<Result<void>> Disclosure::note_break_glass(PersonId person, Origin origin) {
    co_return co_await append("break_glass_login", std::move(person), {}, std::move(origin));
}

Awaitable<Result<void>> Disclosure::note_message(std::string what, PersonId by, const Delivery& message,
                                                 std::string why, Origin origin) {
    co_return co_await append(std::move(what), std::move(by),
                              {.ticket = message.about.number.text(), .reason = std::move(why)}, std::move(origin));
}

Awaitable<Result<void>> Disclosure::note_link(PersonId person, const TicketNumber& number, std::string answer,
                                              Origin origin) {
    co_return co_await append("answer_by_link", std::move(person),
                              {.ticket = number.text(), .reason = std::move(answer)}, std::move(origin));
}

Awaitable<Result<std::vector<Access>>> Disclosure::log(const Person& person, std::optional<std::string> before,
                                                       std::size_t limit) {
    if (!person.is(Role::kAuditor) && !person.is(Role::kManager)) {
        co_return fail(ErrorCode::kForbidden, "the access log is read by: auditor, manager");
    }
    co_return co_await log_.page(std::move(before), limit);
}

}  // namespace hotline
