#include "ctl/key_tasks.hpp"

#include <iostream>

#include "base/keyed_hash.hpp"
#include "base/random_token.hpp"
#include "store/dataset.hpp"
#include "store/event_log.hpp"
#include "store/ticket_store.hpp"

namespace hotline::ctl {

int print_new_key() {
    std::cout << "encryption " << to_hex(random_bytes(Keyring::kKeySize)) << '\n';
    return 0;
}

Awaitable<void> apply_keys(Session& session) {
    constexpr std::size_t kTicketsAtOnce = 256;
    if (!value_of(co_await key_in_use(session.link, session.secrets.keys))) {
        throw std::runtime_error("no node has started with the first key yet: restart them all with it, then apply it");
    }
    const auto began = std::chrono::steady_clock::now();
    TicketStore store(session.link, session.secrets, session.partitions);
    Report report{{}, {{"tickets", 0}, {"encrypted", 0}}, 0};
    for (const auto& [partition, serials] : value_of(co_await EventLog(session.link).find_tickets())) {
        for (std::size_t first = 0; first < serials.size(); first += kTicketsAtOnce) {
            std::vector<TicketNumber> numbers;
            for (std::size_t i = first; i < std::min(first + kTicketsAtOnce, serials.size()); ++i) {
                numbers.emplace_back(partition, serials[i]);
            }
            report.counts["tickets"] += std::ssize(numbers);
            report.counts["encrypted"] += value_of(co_await store.rewrite(std::move(numbers)));
        }
    }
    value_of(co_await forget_other_keys(session.link, session.secrets.keys));
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    session.finish_with(report);
}

}  // namespace hotline::ctl
