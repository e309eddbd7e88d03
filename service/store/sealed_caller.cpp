#include "store/sealed_caller.hpp"

#include <algorithm>
#include <charconv>

namespace hotline {
namespace {

constexpr char kBetween = '\0';

/// What never changes of a ticket, and no other has. (Its number is not known yet when it is sealed first.)
std::string context_of(const Ticket& ticket) {
    return ticket.intake_key + kBetween + ticket.request_fingerprint + kBetween +
           std::to_string(ticket.opened_at.time_since_epoch().count());
}

/// What seal_caller wrote, and the seal vouches for.
void take_size(std::string_view& text, std::size_t& size) {
    const auto end = std::from_chars(text.data(), text.data() + text.size(), size).ptr;
    text.remove_prefix(std::min<std::size_t>(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
}

std::string_view take(std::string_view& text, std::size_t size) {
    const auto taken = text.substr(0, size);
    text.remove_prefix(taken.size());
    return taken;
}

}  // namespace

std::string seal_caller(const Caller& caller, const Ticket& ticket, const Keyring& keys) {
    if (caller.phone.empty() && caller.name.empty() && caller.address.empty()) return {};
    const auto size = [](const std::string& field) { return std::to_string(field.size()) + ' '; };
    return keys.seal(size(caller.phone.e164()) + size(caller.name) + caller.phone.e164() + caller.name + caller.address,
                     context_of(ticket));
}

Result<void> unseal_caller(std::string_view sealed, const Ticket& ticket, const Keyring& keys, Caller& caller) {
    const auto text = keys.open(sealed, context_of(ticket));
    if (!text) return std::unexpected(text.error());
    std::size_t phone = 0;
    std::size_t name = 0;
    std::string_view rest = *text;
    take_size(rest, phone);
    take_size(rest, name);
    caller.phone = Phone::from_e164(std::string(take(rest, phone)));
    caller.name = take(rest, name);
    caller.address = rest;
    return {};
}

}  // namespace hotline
