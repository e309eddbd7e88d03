#include "store/ticket_lookups.hpp"

#include <ranges>

#include "store/function_library.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;

constexpr std::string_view kCallerPurpose = "caller";
constexpr std::string_view kIdempotencyPurpose = "idempotency";
constexpr unsigned kBucketsAtOnce = 64;

std::string bucket_of(Lookup lookup, int partition, std::string_view field) {
    return lookup == Lookup::kCaller ? keys::callers(partition, field) : keys::idempotency(partition, field);
}

/// A field that would lie in the bucket: they are numbered by the first two bytes.
std::string any_field_of(unsigned bucket) {
    std::string field(KeyedHash::kSize, '\0');
    field[0] = static_cast<char>(bucket & 0xFFU);
    field[1] = static_cast<char>(bucket >> 8U);
    return field;
}

}  // namespace

std::string caller_field(const KeyedHash& hash, const Phone& phone) {
    return phone.empty() ? std::string() : hash.hash(kCallerPurpose, phone.e164());
}

std::string idempotency_field(const KeyedHash& hash, const Phone& phone, std::string_view key) {
    return hash.hash(kIdempotencyPurpose, phone.e164() + '\n' + std::string(key));
}

std::vector<long long> parse_serials(std::string_view text) {
    std::vector<long long> serials;
    for (const auto part : std::views::split(text, ',')) {
        const std::string_view serial(part.begin(), part.end());
        if (!serial.empty()) serials.push_back(to_number(serial));
    }
    return serials;
}

std::string format_serials(const std::vector<long long>& serials) {
    std::string text;
    for (const long long serial : serials) text += (text.empty() ? "" : ",") + std::to_string(serial);
    return text;
}

Awaitable<Result<std::map<std::string, std::string>>> TicketLookups::read(Lookup lookup, int partition) {
    std::map<std::string, std::string> fields;
    for (unsigned first = 0; first < keys::kBuckets; first += kBucketsAtOnce) {
        std::vector<Command> commands;
        for (unsigned bucket = first; bucket < first + kBucketsAtOnce; ++bucket) {
            commands.push_back(Command("HGETALL").arg(bucket_of(lookup, partition, any_field_of(bucket))));
        }
        for (auto& answered : co_await link_.call_all(std::move(commands))) {
            auto reply = checked_read(std::move(answered));
            if (!reply) co_return std::unexpected(reply.error());
            for (std::size_t i = 0; i + 1 < reply->elements.size(); i += 2) {
                fields.emplace(std::move(reply->elements[i].text), std::move(reply->elements[i + 1].text));
            }
        }
    }
    co_return fields;
}

Awaitable<Result<std::string>> TicketLookups::read_field(Lookup lookup, int partition, std::string field) {
    auto reply = checked_read(co_await link_.call(Command("HGET").arg(bucket_of(lookup, partition, field)).arg(field)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return std::move(reply->text);
}

Awaitable<Result<bool>> TicketLookups::replace(Lookup lookup, int partition, std::string field, std::string known,
                                               std::string serials) {
    Command command = call_function(kIndexFunction, {bucket_of(lookup, partition, field)});
    command.arg(field).arg(known).arg(serials);
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->elements.front().text == "indexed";
}

}  // namespace hotline
