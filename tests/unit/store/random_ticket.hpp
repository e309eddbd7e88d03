// Tickets that nobody would open, but that the store must keep. A failing run is repeated with HOTLINE_TEST_SEED=<the
// printed seed>.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "domain/ticket.hpp"

namespace hotline::test {

class RandomTickets {
public:
    RandomTickets() : random_(choose_seed()) {}

    Ticket next() {
        Ticket ticket;
        ticket.number = number();
        ticket.revision = between(1, 1'000'000);
        ticket.state = static_cast<State>(between(0, kStateNames.size() - 1));
        ticket.channel = text();
        ticket.caller = caller();
        ticket.matter = matter();
        ticket.opened_at = Instant(std::chrono::milliseconds(between(0, 4'000'000'000'000)));
        opened_at_ = ticket.opened_at;
        ticket.opened_by = PersonId(text());
        ticket.request_fingerprint = text();
        ticket.intake_key = text();
        ticket.routing = {text(), "cfg-" + text(), ids<TaskForceId>(), texts()};
        add_work(ticket);
        add_end(ticket);
        return ticket;
    }

    TicketEvent event() {
        TicketEvent event;
        event.revision = between(1, 1'000'000);
        event.action = static_cast<Action>(between(0, kActionNames.size() - 1));
        event.actor = PersonId(text());
        event.at = instant();
        event.to = static_cast<State>(between(0, kStateNames.size() - 1));
        event.task_force = TaskForceId(text());
        event.changes = facts();
        if (between(0, 1) == 1) event.trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        return event;
    }

private:
    static std::uint64_t choose_seed() {
        const char* const given = std::getenv("HOTLINE_TEST_SEED");
        const std::uint64_t seed = given == nullptr ? std::random_device{}() : std::strtoull(given, nullptr, 10);
        std::cout << "HOTLINE_TEST_SEED=" << seed << '\n';
        return seed;
    }
    long long between(long long first, unsigned long long last) {
        return std::uniform_int_distribution<long long>{first, static_cast<long long>(last)}(random_);
    }
    int small() { return static_cast<int>(between(0, 5)); }
    bool flag() { return between(0, 1) == 1; }
    Instant instant() { return opened_at_ + std::chrono::milliseconds(between(-1'000'000, 10'000'000'000)); }
    std::optional<Instant> maybe_instant() { return flag() ? std::optional(instant()) : std::nullopt; }
    TicketNumber number() { return {static_cast<int>(between(0, 99)), between(1, 1'000'000'000)}; }

    std::string text() {
        static const std::array<std::string, 14> kPieces{
            "a", "工单", "\"", "\\", "\n", "\t", "\x01", "🚚", "é", "</b>", ",", "{\"s\"", " ", std::string(1, '\0')};
        std::string made;
        for (long long left = between(-2, 6); left > 0; --left) {
            made += kPieces[static_cast<std::size_t>(between(0, kPieces.size() - 1))];
        }
        return made;
    }
    std::vector<std::string> texts() {
        std::vector<std::string> made(static_cast<std::size_t>(between(0, 3)));
        for (auto& one : made) one = text();
        return made;
    }
    template <class T>
    std::vector<T> ids() {
        std::vector<T> made;
        for (auto& one : texts()) made.emplace_back(std::move(one));
        return made;
    }
    std::map<std::string, std::string> facts() {
        std::map<std::string, std::string> made;
        for (auto& one : texts()) made[std::move(one)] = text();
        return made;
    }
    Caller caller() { return {Phone::from_e164(text()), text(), text(), text(), text(), flag()}; }
    Matter matter() {
        return {text(), text(), CategoryId(text()),  small(), text(), text(),
                text(), text(), TaskForceId(text()), facts()};
    }
    SlaClock clock() {
        SlaClock made{static_cast<Target>(between(0, kTargetNames.size() - 1)),
                      small(),
                      text(),
                      "cfg-" + text(),
                      "v" + text(),
                      {}};
        if (flag()) made.fired = texts();
        if (flag()) made.item = small();
        for (int left = small(); left > 0; --left) {
            made.facts.push_back({static_cast<ClockFact::Kind>(between(0, ClockFact::kStop)), instant()});
            if (flag()) made.facts.push_back({ClockFact::kExtend, instant(), instant()});
        }
        return made;
    }

    void add_work(Ticket& ticket) {
        ticket.task_force = TaskForceId(text());
        ticket.task_force_since = flag() ? ticket.opened_at : instant();
        for (int left = small(); left > 0; --left)
            ticket.ledger.push_back({TaskForceId(text()), between(0, 1ULL << 50)});
        ticket.holder = PersonId(text());
        ticket.handlers = ids<PersonId>();
        ticket.attended_at = maybe_instant().value_or(ticket.opened_at);
        ticket.generation = small();
        for (int left = small(); left > 0; --left) ticket.clocks.push_back(clock());
        ticket.waiting_until = maybe_instant();
        ticket.waiting_reason = text();
        ticket.first_contact_at = maybe_instant();
        if (flag()) {
            ticket.outcome = Outcome{flag(), flag(),          text(),           text(),    text(),
                                     text(), maybe_instant(), PersonId(text()), instant(), flag()};
        }
        ticket.callbacks = {small(), maybe_instant(), flag() ? std::optional(flag()) : std::nullopt, small()};
        for (int left = small(); left > 0; --left) ticket.hand_offs.push_back({text(), text(), flag(), instant()});
        add_help(ticket);
        ticket.returns = small();
        ticket.urges = small();
    }
    void add_help(Ticket& ticket) {
        for (int left = small(); left > 0; --left) {
            ticket.parts.push_back({TaskForceId(text()), text(), PersonId(text()), instant(), text(), PersonId(text()),
                                    maybe_instant(), flag()});
        }
        for (int left = small(); left > 0; --left) {
            ticket.orders.push_back({text(), PersonId(text()), instant(), text(), PersonId(text()), maybe_instant(),
                                     text(), maybe_instant()});
        }
        if (flag()) {
            const auto kind = static_cast<PendingRequest::Kind>(between(0, PendingRequest::kToClose));
            const Instant until = kind == PendingRequest::kToClose ? Instant{} : instant();
            ticket.request = PendingRequest{kind, until, text(), PersonId(text()), instant()};
        }
        ticket.extensions = small();
        if (flag()) ticket.final_answer = FinalAnswer{text(), PersonId(text()), PersonId(text()), instant()};
    }
    void add_end(Ticket& ticket) {
        for (int left = small(); left > 0; --left) ticket.further_callers.push_back({number(), caller()});
        ticket.end_reason = text();
        if (flag()) ticket.merged_into = number();
        ticket.changed_at = flag() ? ticket.opened_at : instant();
    }

    std::mt19937_64 random_;
    Instant opened_at_{};
};

}  // namespace hotline::test
