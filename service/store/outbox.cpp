#include "store/outbox.hpp"

#include <algorithm>
#include <ranges>

#include "store/delivery_document.hpp"
#include "store/function_library.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

std::string outbox_key(std::string_view name) { return keys::outbox() + std::string(name); }
std::string due_key(std::string_view channel) { return outbox_key("due:") + std::string(channel); }
std::string dead_key(std::string_view channel) { return outbox_key("dead:") + std::string(channel); }
std::string window_key(std::string_view group) { return outbox_key("window:") + std::string(group); }

Command outbox_function(std::string_view function) { return call_function(function, {keys::outbox()}); }

long long world_ms(Instant at) { return at.time_since_epoch().count(); }
Instant at_ms(long long ms) { return Instant(std::chrono::milliseconds(ms)); }

Command documents_of(const std::vector<ScoredMember>& deliveries) {
    Command command("HMGET");
    command.arg(outbox_key("deliveries"));
    for (const ScoredMember& delivery : deliveries) command.arg(delivery.member);
    return command;
}

}  // namespace

Awaitable<Result<std::vector<std::string>>> Outbox::cursors(int partitions) {
    Command command("HMGET");
    command.arg(outbox_key("cursors"));
    for (int partition = 0; partition < partitions; ++partition) command.arg(std::to_string(partition));
    const auto reply = checked_read(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<std::string> cursors;
    std::ranges::transform(reply->elements, std::back_inserter(cursors), &Reply::text);
    co_return cursors;
}

Awaitable<Result<std::string>> Outbox::plan(int partition, std::string cursor, std::string next,
                                            std::vector<Delivery> deliveries) {
    Command command = outbox_function(kPlanFunction);
    command.arg(std::to_string(partition)).arg(cursor).arg(next);
    for (const Delivery& delivery : deliveries) {
        command.arg(delivery.channel).arg(lane_of(delivery)).arg(world_ms(delivery.not_before));
        command.arg(delivery.key).arg(encode_delivery(delivery));
    }
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.at(0).text == "planned") co_return next;
    co_return reply->elements.at(1).text;
}

Awaitable<Result<std::vector<std::string>>> Outbox::channels() {
    const auto reply = checked_read(co_await link_.call(Command("SMEMBERS").arg(outbox_key("channels"))));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<std::string> channels;
    std::ranges::transform(reply->elements, std::back_inserter(channels), &Reply::text);
    std::ranges::sort(channels);
    co_return channels;
}

Awaitable<Result<std::vector<DueDelivery>>> Outbox::due(std::string channel, Instant now, int most,
                                                        std::vector<std::string>& unreadable) {
    const auto reply = checked_read(co_await link_.call(Command("ZRANGE")
                                                            .arg(due_key(channel))
                                                            .arg("-inf")
                                                            .arg(world_ms(now))
                                                            .arg("BYSCORE")
                                                            .arg("LIMIT")
                                                            .arg(0LL)
                                                            .arg(static_cast<long long>(most))
                                                            .arg("WITHSCORES")));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<DueDelivery> due;
    auto waiting = scored_members(*reply);
    if (waiting.empty()) co_return due;
    const auto documents = checked_read(co_await link_.call(documents_of(waiting)));
    if (!documents) co_return std::unexpected(documents.error());
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        auto decoded = decode_delivery(documents->elements.at(i).text);
        if (decoded && decoded->delivery.key == waiting[i].member) {
            due.push_back({std::move(decoded->delivery), waiting[i].score});
        } else {
            unreadable.push_back(std::move(waiting[i].member));
        }
    }
    co_return due;
}

Awaitable<Result<std::vector<TakenDelivery>>> Outbox::take(std::string channel, std::vector<DueDelivery> due,
                                                           Instant until) {
    Command command = outbox_function(kTakeFunction);
    command.arg(channel).arg(world_ms(until));
    for (const DueDelivery& one : due) command.arg(one.delivery.key).arg(one.due_ms);
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<TakenDelivery> taken;
    for (DueDelivery& one : due) {
        const bool is_ours = std::ranges::any_of(reply->elements | std::views::drop(1),
                                                 [&](const Reply& key) { return key.text == one.delivery.key; });
        if (is_ours) taken.push_back({std::move(one.delivery), world_ms(until)});
    }
    co_return taken;
}

Awaitable<Result<std::optional<TakenDelivery>>> Outbox::fold(Delivery folded, std::vector<DueDelivery> due,
                                                             Instant until, Instant now) {
    Command command = outbox_function(kFoldFunction);
    command.arg(folded.channel).arg(world_ms(until)).arg(world_ms(now)).arg(static_cast<long long>(kEndedKept));
    command.arg(lane_of(folded)).arg(folded.key).arg(encode_delivery(folded));
    for (const DueDelivery& one : due) {
        command.arg(lane_of(one.delivery)).arg(one.delivery.key).arg(one.due_ms);
        command.arg(encode_delivery(one.delivery, "folded: into " + folded.key));
    }
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.at(0).text != "folded") co_return std::nullopt;
    co_return TakenDelivery{std::move(folded), world_ms(until)};
}

Awaitable<Result<bool>> Outbox::settle(TakenDelivery taken, std::string how, Instant at, std::string document) {
    Command command = outbox_function(kSettleFunction);
    command.arg(taken.delivery.channel).arg(lane_of(taken.delivery)).arg(taken.delivery.key).arg(taken.until_ms);
    command.arg(how).arg(world_ms(at)).arg(document).arg(static_cast<long long>(kEndedKept));
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->elements.at(0).text == "settled";
}

Awaitable<Result<bool>> Outbox::retry(TakenDelivery taken, Instant at) {
    auto document = encode_delivery(taken.delivery);
    return settle(std::move(taken), "retry", at, std::move(document));
}

Awaitable<Result<bool>> Outbox::bury(TakenDelivery taken, Instant now) {
    auto document = encode_delivery(taken.delivery);
    return settle(std::move(taken), "dead", now, std::move(document));
}

Awaitable<Result<bool>> Outbox::end(TakenDelivery taken, const std::string& outcome, Instant now) {
    auto document = encode_delivery(taken.delivery, outcome);
    return settle(std::move(taken), "ended", now, std::move(document));
}

Awaitable<Result<Outbox::FoldWindow>> Outbox::fold_window(std::string group) {
    std::vector<Command> commands;
    commands.push_back(Command("GET").arg(window_key(group)));
    commands.push_back(Command("PTTL").arg(window_key(group)));
    auto replies = co_await link_.call_all(std::move(commands));
    const auto singles = checked_read(std::move(replies[0]));
    const auto left = checked_read(std::move(replies[1]));
    if (!singles || !left) co_return std::unexpected((singles ? left : singles).error());
    FoldWindow window{static_cast<int>(to_number(singles->text)), std::chrono::milliseconds(left->integer)};
    if (left->integer <= 0) window = {};
    co_return window;
}

Awaitable<Result<void>> Outbox::count_singles(std::string group, int singles, std::chrono::milliseconds within) {
    std::vector<Command> commands;
    commands.push_back(Command("INCRBY").arg(window_key(group)).arg(static_cast<long long>(singles)));
    commands.push_back(Command("PEXPIRE").arg(window_key(group)).arg(static_cast<long long>(within.count())).arg("NX"));
    for (auto& answered : co_await link_.call_all(std::move(commands))) {
        const auto reply = checked_write(std::move(answered));
        if (!reply) co_return std::unexpected(reply.error());
    }
    co_return Result<void>{};
}

Awaitable<Result<std::vector<DeliveryRecord>>> Outbox::records(std::vector<ScoredMember> scored) {
    std::vector<DeliveryRecord> records;
    if (scored.empty()) co_return records;
    const auto documents = checked_read(co_await link_.call(documents_of(scored)));
    if (!documents) co_return std::unexpected(documents.error());
    for (std::size_t i = 0; i < scored.size(); ++i) {
        auto decoded = decode_delivery(documents->elements.at(i).text);
        if (!decoded) continue;  // ended and forgotten meanwhile
        records.push_back({std::move(decoded->delivery), at_ms(scored[i].score), std::move(decoded->outcome)});
    }
    co_return records;
}

Awaitable<Result<std::vector<DeliveryRecord>>> Outbox::dead_letters(int most) {
    const auto all = co_await channels();
    if (!all) co_return std::unexpected(all.error());
    std::vector<Command> commands;
    for (const std::string& channel : *all) {
        commands.push_back(
            Command("ZRANGE").arg(dead_key(channel)).arg(0LL).arg(most - 1LL).arg("REV").arg("WITHSCORES"));
    }
    std::vector<ScoredMember> dead;
    for (auto& answered : co_await link_.call_all(std::move(commands))) {
        const auto reply = checked_read(std::move(answered));
        if (!reply) co_return std::unexpected(reply.error());
        std::ranges::move(scored_members(*reply), std::back_inserter(dead));
    }
    std::ranges::sort(dead, std::greater<>(), &ScoredMember::score);
    if (std::ssize(dead) > most) dead.resize(static_cast<std::size_t>(most));
    co_return co_await records(std::move(dead));
}

Awaitable<Result<DeliveryRecord>> Outbox::dead_letter(std::string key) {
    const auto document = checked_read(co_await link_.call(Command("HGET").arg(outbox_key("deliveries")).arg(key)));
    if (!document) co_return std::unexpected(document.error());
    const auto missing = [&] { return fail(ErrorCode::kDeadLetterNotFound, "there is no dead letter " + key); };
    const auto& text = document->text;
    if (text.empty()) co_return missing();
    auto decoded = decode_delivery(text);
    if (!decoded) co_return std::unexpected(decoded.error());
    const auto died =
        checked_read(co_await link_.call(Command("ZSCORE").arg(dead_key(decoded->delivery.channel)).arg(key)));
    if (!died) co_return std::unexpected(died.error());
    if (died->text.empty()) co_return missing();
    co_return DeliveryRecord{std::move(decoded->delivery), at_ms(to_number(died->text)), ""};
}

Awaitable<Result<bool>> Outbox::revive(Delivery delivery, Instant now) {
    delivery.created = now;
    delivery.attempts = 0;
    Command command = outbox_function(kReviveFunction);
    command.arg(delivery.channel).arg(lane_of(delivery)).arg(delivery.key).arg("retry").arg(world_ms(now));
    command.arg(encode_delivery(delivery)).arg(static_cast<long long>(kEndedKept));
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->elements.at(0).text == "revived";
}

Awaitable<Result<bool>> Outbox::discard(Delivery delivery, std::string outcome, Instant now) {
    Command command = outbox_function(kReviveFunction);
    command.arg(delivery.channel).arg(lane_of(delivery)).arg(delivery.key).arg("discard").arg(world_ms(now));
    command.arg(encode_delivery(delivery, outcome)).arg(static_cast<long long>(kEndedKept));
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->elements.at(0).text == "discarded";
}

Awaitable<Result<std::vector<DeliveryRecord>>> Outbox::ended(int most) {
    const auto reply = checked_read(co_await link_.call(
        Command("ZRANGE").arg(outbox_key("ended")).arg(0LL).arg(most - 1LL).arg("REV").arg("WITHSCORES")));
    if (!reply) co_return std::unexpected(reply.error());
    co_return co_await records(scored_members(*reply));
}

Awaitable<Result<std::vector<OutboxFigures>>> Outbox::figures() {
    const auto all = co_await channels();
    if (!all) co_return std::unexpected(all.error());
    std::vector<Command> commands;
    for (const std::string& channel : *all) {
        commands.push_back(Command("ZRANGE").arg(due_key(channel)).arg(0LL).arg(0LL).arg("WITHSCORES"));
        commands.push_back(Command("ZCARD").arg(dead_key(channel)));
    }
    auto replies = co_await link_.call_all(std::move(commands));
    std::vector<OutboxFigures> figures;
    for (std::size_t i = 0; i < all->size(); ++i) {
        const auto first = checked_read(std::move(replies[2 * i]));
        const auto dead = checked_read(std::move(replies[2 * i + 1]));
        if (!first || !dead) co_return std::unexpected((first ? dead : first).error());
        OutboxFigures& one = figures.emplace_back((*all)[i]);
        one.dead = dead->integer;
        for (const ScoredMember& earliest : scored_members(*first)) one.oldest = at_ms(earliest.score);
    }
    co_return figures;
}

}  // namespace hotline
