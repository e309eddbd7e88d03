// Messages on their way out (DESIGN §9), in Redis: planned once for each event, taken for a while by whoever sends
// them, kept until they have arrived, need not be said any more, or have died. Decides nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "domain/delivery.hpp"
#include "redis/link_pool.hpp"
#include "store/replies.hpp"

namespace hotline {

/// A message that is due, and since when: until somebody takes it.
struct DueDelivery {
    Delivery delivery;
    long long due_ms = 0;
};

/// One that was taken, and until when.
struct TakenDelivery {
    Delivery delivery;
    long long until_ms = 0;
};

/// A dead letter, or a message that has ended.
struct DeliveryRecord {
    Delivery delivery;
    Instant at{};         ///< of its death or end
    std::string outcome;  ///< of one that has ended: "delivered", "settled: …", "folded", "discarded: …"
};

struct OutboxFigures {
    std::string channel;
    std::optional<Instant> oldest = {};  ///< the earliest that waits, is taken or to be tried again
    long long dead = 0;
};

/// One for each thread. Every function may fail with kStoreUnavailable, kTooBusy and kInternal (an unreadable
/// document), those that write also with kOutcomeUnknown: then it may have been done.
class Outbox {
public:
    static constexpr int kEndedKept = 10'000;

    explicit Outbox(redis::LinkPool& link) : link_(link) {}

    /// Of each partition, the last event that was planned; empty: none.
    [[nodiscard]] Awaitable<Result<std::vector<std::string>>> cursors(int partitions);
    /// Where the cursor stands: at `next`, or where somebody else has moved it to, and nothing was planned.
    [[nodiscard]] Awaitable<Result<std::string>> plan(int partition, std::string cursor, std::string next,
                                                      std::vector<Delivery> deliveries);

    /// All that messages were ever planned for.
    [[nodiscard]] Awaitable<Result<std::vector<std::string>>> channels();
    /// Those due by `now`, the first of them first. What cannot be read is left out, and named in `unreadable`.
    [[nodiscard]] Awaitable<Result<std::vector<DueDelivery>>> due(std::string channel, Instant now, int most,
                                                                  std::vector<std::string>& unreadable);
    /// The messages that are the caller's alone until `until`.
    [[nodiscard]] Awaitable<Result<std::vector<TakenDelivery>>> take(std::string channel, std::vector<DueDelivery> due,
                                                                     Instant until);
    /// One message for all of them, taken until `until`; nothing: one of them is somebody else's.
    [[nodiscard]] Awaitable<Result<std::optional<TakenDelivery>>> fold(Delivery folded, std::vector<DueDelivery> due,
                                                                       Instant until, Instant now);

    // What became of a message that was taken. False: it is somebody else's by now.
    [[nodiscard]] Awaitable<Result<bool>> retry(TakenDelivery taken, Instant at);
    [[nodiscard]] Awaitable<Result<bool>> bury(TakenDelivery taken, Instant now);
    [[nodiscard]] Awaitable<Result<bool>> end(TakenDelivery taken, const std::string& outcome, Instant now);

    /// How many of a fold group went out one by one since its window began; nothing: it is not open. `left`: until it
    /// closes.
    struct FoldWindow {
        int singles = 0;
        std::chrono::milliseconds left{};
    };
    [[nodiscard]] Awaitable<Result<FoldWindow>> fold_window(std::string group);
    /// Counts so many, in a window of `within` that opens with the first.
    [[nodiscard]] Awaitable<Result<void>> count_singles(std::string group, int singles,
                                                        std::chrono::milliseconds within);

    /// The latest deaths first.
    [[nodiscard]] Awaitable<Result<std::vector<DeliveryRecord>>> dead_letters(int most);
    /// A dead letter; kDeadLetterNotFound.
    [[nodiscard]] Awaitable<Result<DeliveryRecord>> dead_letter(std::string key);
    /// As if it were planned `now`. False: it is no dead letter any more.
    [[nodiscard]] Awaitable<Result<bool>> revive(Delivery delivery, Instant now);
    [[nodiscard]] Awaitable<Result<bool>> discard(Delivery delivery, std::string outcome, Instant now);
    /// What has ended, the latest first.
    [[nodiscard]] Awaitable<Result<std::vector<DeliveryRecord>>> ended(int most);

    [[nodiscard]] Awaitable<Result<std::vector<OutboxFigures>>> figures();

private:
    [[nodiscard]] Awaitable<Result<bool>> settle(TakenDelivery taken, std::string how, Instant at,
                                                 std::string document);
    /// The documents of these, each with an instant as its score, in their order; those without one are left out.
    [[nodiscard]] Awaitable<Result<std::vector<DeliveryRecord>>> records(std::vector<ScoredMember> keys);

    redis::LinkPool& link_;
};

}  // namespace hotline
