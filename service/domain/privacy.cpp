#include "domain/privacy.hpp"

#include <algorithm>
#include <array>

namespace hotline {
namespace {

constexpr std::size_t kShownBefore = 6;
constexpr std::size_t kShownAfter = 4;

bool is_of_desk(const Person& person) { return person.is(Role::kOperator) || person.is(Role::kDispatcher); }

bool works_with_caller(const Ticket& ticket, const Person& person) {
    if (!is_open(ticket.state)) return false;
    if (ticket.holder == person.id || ticket.opened_by == person.id) return true;
    if (ticket.state == State::kResolved) return is_of_desk(person);
    return ticket.state == State::kTriage && person.is(Role::kDispatcher);
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

Sight sight_of(const Caller& caller, const Ticket& ticket, const Person& viewer) {
    if (caller.confidential && !is_of_desk(viewer)) return Sight::kHidden;
    return works_with_caller(ticket, viewer) ? Sight::kClear : Sight::kMasked;
}

Result<void> may_reveal(const Ticket& ticket, const Person& viewer) {
    constexpr std::array kRevealing{Role::kOperator, Role::kDispatcher, Role::kStaff,
                                    Role::kLead,     Role::kManager,    Role::kInspector};
    if (std::ranges::none_of(kRevealing, [&](Role role) { return viewer.is(role); })) {
        return fail(ErrorCode::kForbidden,
                    "a caller is revealed to: operator, dispatcher, staff, lead, manager, inspector");
    }
    if (sight_of(ticket.caller, ticket, viewer) == Sight::kHidden) {
        return fail(ErrorCode::kForbidden, "this caller asked the hotline not to tell anybody: ask the desk to call");
    }
    return {};
}

std::string masked_phone(std::string_view e164) {
    if (e164.empty()) return {};
    if (e164.size() < kShownBefore + kShownAfter + 3) return std::string(e164.size(), '*');
    std::string masked(e164);
    std::fill(masked.begin() + kShownBefore, masked.end() - kShownAfter, '*');
    return masked;
}

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    std::size_t end = 1;
    while (end < name.size() && continues_character(name[end])) ++end;
    return std::string(name.substr(0, end)) + "**";
}

std::string masked_address(std::string_view address) { return address.empty() ? "" : "***"; }

}  // namespace hotline
