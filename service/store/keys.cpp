#include "store/keys.hpp"

#include <fmt/format.h>

#include <charconv>

namespace hotline::keys {
namespace {

unsigned bucket(std::string_view hash) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(hash[i])); };
    return (byte(0) | byte(1) << 8U) % kBuckets;
}

std::string log_tag(int partition) { return partition == kAccessLog ? "access" : fmt::format("{:02}", partition); }

}  // namespace

std::string dataset() { return "hl:dataset"; }
std::string profile() { return "hl:profile"; }
std::string sequence(int partition) { return fmt::format("hl:{{{:02}}}:seq", partition); }
std::string ticket_prefix(int partition) { return fmt::format("hl:{{{:02}}}:t:", partition); }
std::string ticket(const TicketNumber& number) {
    return fmt::format("hl:{{{:02}}}:t:{}", number.partition(), number.serial());
}
std::string events(int partition) { return "hl:{" + log_tag(partition) + "}:events"; }
std::string chain(int partition) { return "hl:{" + log_tag(partition) + "}:chain"; }
std::string timers(int partition) { return fmt::format("hl:{{{:02}}}:timers", partition); }
std::string queue(int partition, const TaskForceId& task_force, State state, Urgency urgency) {
    const std::string_view owner = task_force.empty() ? kDeskQueue : std::string_view(task_force.value);
    return fmt::format("hl:{{{:02}}}:q:{}:{}:{}", partition, owner, to_string(state), urgency);
}
std::string assigned(int partition, const PersonId& person) {
    return fmt::format("hl:{{{:02}}}:a:{}", partition, person.value);
}
std::string assisted(int partition, const TaskForceId& task_force) {
    return fmt::format("hl:{{{:02}}}:p:{}", partition, task_force.value);
}
std::string supervised(int partition, const PersonId& supervisor) {
    return fmt::format("hl:{{{:02}}}:v:{}", partition, supervisor.value);
}
std::string opened(const TicketNumber& number) {
    return fmt::format("hl:{{{:02}}}:open:{}", number.partition(), number.serial());
}
std::string presence() { return "hl:presence"; }

std::string outbox() { return "hl:{outbox}:"; }

std::string outages() { return "hl:outages"; }

std::string roster() { return "hl:roster"; }

std::string passwords() { return "hl:passwords"; }

std::string token_use() { return "hl:token-use"; }

std::string session(std::string_view id) { return "hl:session:" + std::string(id); }

std::string sessions_of(const PersonId& person) { return "hl:sessions:" + person.value; }

std::string pending_login(std::string_view state_digest) { return "hl:oidc:" + std::string(state_digest); }

std::string used_link(std::string_view digest) { return "hl:link:" + std::string(digest); }

std::string failed_tries(std::string_view whose) { return "hl:tries:" + std::string(whose); }
std::string callers(int partition, std::string_view hash) {
    return fmt::format("hl:{{{:02}}}:callers:{}", partition, bucket(hash));
}
std::string idempotency(int partition, std::string_view hash) {
    return fmt::format("hl:{{{:02}}}:idem:{}", partition, bucket(hash));
}

std::optional<int> partition_of(std::string_view name) {
    constexpr std::string_view kBegin = "hl:{";
    const auto end = name.find('}');
    int partition = 0;
    if (!name.starts_with(kBegin) || end == std::string_view::npos) return std::nullopt;
    const auto parsed = std::from_chars(name.data() + kBegin.size(), name.data() + end, partition);
    if (parsed.ec != std::errc{} || parsed.ptr != name.data() + end) return std::nullopt;
    return partition;
}

bool lists_ended(std::string_view name) {
    const auto urgency = name.rfind(':');
    const auto state = urgency == std::string_view::npos ? urgency : name.rfind(':', urgency - 1);
    if (!name.contains("}:q:") || state == std::string_view::npos) return false;
    const auto known = parse_state(name.substr(state + 1, urgency - state - 1));
    return known && !is_open(*known);
}

}  // namespace hotline::keys
