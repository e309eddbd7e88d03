// Whatever is done to a log, at random, is found.
#include <random>

#include "audit_fixture.hpp"

namespace hotline {
namespace {

class Tampering : public AuditTest {
protected:
    using Random = std::mt19937;

    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    /// A few tickets of one caller, each with a few events.
    Awaitable<void> some_history() {
        std::vector<Ticket> tickets;
        for (std::size_t i = 0; i < 6 + below(10); ++i) {
            if (tickets.empty() || below(3) == 0) {
                tickets.push_back(co_await open(complaint("+8613900000001")));
                continue;
            }
            Ticket& ticket = tickets[below(tickets.size())];
            now_ += 1s;
            ticket = co_await commit(ticket, urge(ticket, std::to_string(i), by(kOperator)));
        }
        partition_ = tickets.front().number.partition();
    }

    std::string some_bytes(const std::string& text) {
        if (text.empty()) return "x";
        std::string changed = text;
        switch (below(3)) {
            case 0: changed[below(text.size())] ^= static_cast<char>(1U << below(8)); break;
            case 1: changed.insert(below(text.size()), 1, static_cast<char>('0' + below(10))); break;
            default: changed.erase(below(text.size()), 1);
        }
        return changed;
    }

    void change(Stream& stream) {
        if (stream.empty()) return;
        const std::size_t one = below(stream.size());
        const std::size_t other = below(stream.size());
        const auto at = [&](std::size_t i) { return stream.begin() + static_cast<std::ptrdiff_t>(i); };
        switch (below(8)) {
            case 0: stream[one].fields[1 + 2 * below(3)] = some_bytes(stream[one].fields.back()); break;
            case 1: stream[one].fields[5] = some_bytes(stream[one].fields[5]); break;
            case 2: stream.erase(at(one)); break;
            case 3: stream.resize(one); break;
            case 4: stream.erase(stream.begin(), at(one)); break;
            case 5: std::swap(stream[one].fields, stream[other].fields); break;
            case 6: stream.insert(at(one), stream[other]); break;
            default: std::swap(stream[one].fields[1 + 2 * below(3)], stream[other].fields[1 + 2 * below(3)]);
        }
    }

    Awaitable<void> change_elsewhere(Stream stream) {
        const std::string ticket = keys::ticket({partition_, 1});
        const long long events = (co_await ask(Command("LLEN").arg(ticket))).integer - 2;
        const long long place = 2 + static_cast<long long>(below(static_cast<std::size_t>(events)));
        switch (below(4)) {
            case 0: co_await set_head(stream[below(stream.size())].fields[5]); break;
            case 1: co_await ask(Command("DEL").arg(keys::chain(partition_))); break;
            case 2: co_await ask(Command("RPOP").arg(ticket)); break;
            default: co_await ask(Command("LSET").arg(ticket).arg(place).arg(stream[below(stream.size())].fields[3]));
        }
    }

    /// What the audit looks at, but for the entries' ids, which say when an entry was made by Redis' clock.
    Awaitable<std::vector<std::string>> content() {
        std::vector<std::string> all;
        for (const RawEntry& raw : co_await read_stream()) std::ranges::copy(raw.fields, std::back_inserter(all));
        all.push_back((co_await ask(Command("GET").arg(keys::chain(partition_)))).text);
        const auto own = co_await ask(Command("LRANGE").arg(keys::ticket({partition_, 1})).arg(2LL).arg(-1LL));
        for (const auto& event : own.elements) all.push_back(event.text);
        co_return all;
    }

    Awaitable<void> tamper_once() {
        static_cast<void>(server().ask({"FLUSHALL"}));
        co_await some_history();
        const auto kept = co_await heads();
        EXPECT_TRUE((co_await audit(kept)).lines.empty());
        const auto honest = co_await content();
        Stream stream = co_await read_stream();
        const Stream before = stream;
        for (std::size_t i = below(4); i > 0; --i) change(stream);
        for (std::size_t i = 0; i < stream.size(); ++i) stream[i].id = "1-" + std::to_string(i + 1);
        co_await write_stream(stream);
        if (below(3) == 0) co_await change_elsewhere(before);
        const auto report = co_await audit(kept);
        EXPECT_EQ(report.lines.empty(), co_await content() == honest) << ctl::to_text(report);
    }

    Random random_;
};

INSTANTIATE_TEST_SUITE_P(On, Tampering, ::testing::Values(Mode::kPlain), mode_name);

TEST_P(Tampering, IsAlwaysFound) {
    run([&]() -> Awaitable<void> {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            random_.seed(seed);
            co_await tamper_once();
            if (HasFailure()) {
                ADD_FAILURE() << "with seed " << seed;
                co_return;
            }
        }
    });
}

}  // namespace
}  // namespace hotline
