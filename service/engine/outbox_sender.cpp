#include "engine/outbox_sender.hpp"

#include <algorithm>

#include "domain/notifying.hpp"
#include "engine/notice_message.hpp"
#include "store/ticket_document.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

// Of a channel at once: a storm is folded as far as it can be seen.
constexpr int kLookedAt = 500;
constexpr auto kMeasureEvery = 5s;
constexpr auto kOutageEvery = 1s;
// Until which it is looked at again what is kept quiet.
constexpr auto kQuietFor = 5s;

/// What has been tried already was told on its own then.
bool is_of_a_storm(const Delivery& delivery) {
    return delivery.notice == Notice::kEscalation && delivery.attempts == 0;
}

/// The ticket cannot be read, and will not be by waiting.
bool is_for_good(const Error& error) {
    return error.code == ErrorCode::kTicketNotFound || error.code == ErrorCode::kInternal;
}

Delivery folded_from(const std::vector<DueDelivery>& group, Instant now) {
    Delivery folded = group.front().delivery;
    folded.key += "+folded";  // stable: what it stands for is on record with it
    folded.notice = Notice::kFolded;
    folded.created = group.front().delivery.created;
    folded.not_before = now;
    folded.attempts = 0;
    folded.failures.clear();
    for (const DueDelivery& one : group) {
        folded.folded.push_back(one.delivery.about);
        folded.created = std::min(folded.created, one.delivery.created);
    }
    return folded;
}

}  // namespace

OutboxSender::OutboxSender(boost::asio::io_context& io, Parts parts) : io_(io), parts_(std::move(parts)), sleep_(io) {}

Awaitable<void> OutboxSender::run() {
    while (running_ || under_way_->all > 0) {
        woken_ = false;
        // A store that is away is told by the link; what was taken meanwhile is due again when its time is over.
        if (running_) (void)co_await cycle();
        co_await measure();
        if (woken_) continue;
        sleep_.expires_after(kSweep);
        co_await sleep_.async_wait(kAwait);
    }
}

void OutboxSender::wake() {
    woken_ = true;
    sleep_.cancel();
}

void OutboxSender::stop() {
    running_ = false;
    wake();
}

Awaitable<Result<void>> OutboxSender::cycle() {
    if (const auto looked = co_await look_for_outage(); !looked) co_return looked;
    const auto channels = co_await parts_.outbox.channels();
    if (!channels) co_return std::unexpected(channels.error());
    for (const std::string& channel : *channels) {
        const auto looked = co_await look_at(channel);
        if (!looked) co_return looked;
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxSender::look_for_outage() {
    const auto now = std::chrono::steady_clock::now();
    if (now - outage_looked_at_ < kOutageEvery) co_return Result<void>{};
    const auto last = co_await parts_.outages.last(1);
    if (!last) co_return std::unexpected(last.error());
    outage_ = !last->empty() && last->front().holds_at(parts_.world.now());
    outage_looked_at_ = now;
    co_return Result<void>{};
}

Circuit& OutboxSender::circuit_of(const std::string& channel) {
    const auto found = circuits_.find(channel);
    if (found != circuits_.end()) return found->second;
    const RetryRule& rule = parts_.dispatch()->rules->notifications->retry;
    return circuits_.emplace(channel, Circuit({rule.failures, rule.pause, 20 * rule.pause})).first->second;
}

int OutboxSender::room_for(const std::string& channel) {
    if (!running_) return 0;
    const int most = circuit_of(channel).room(kMostOfChannel, parts_.world.now());
    return std::min(most - under_way_->of_channel[channel], kMost - under_way_->all);
}

Awaitable<Result<void>> OutboxSender::look_at(std::string channel) {
    if (room_for(channel) <= 0) co_return Result<void>{};
    std::vector<std::string> unreadable;
    // What comes in a moment is looked at as well: it may be part of a storm.
    const auto ahead = parts_.dispatch()->rules->notifications->fold.wait;
    auto due = co_await parts_.outbox.due(channel, parts_.world.now() + ahead, kLookedAt, unreadable);
    if (!due) co_return std::unexpected(due.error());
    for (const std::string& key : unreadable) parts_.log.error("message_unreadable", {{"message", key}});
    auto singles = co_await thin_out(*std::move(due));
    if (!singles) co_return std::unexpected(singles.error());
    // What failed least goes first: one that is never taken by its receiver does not use up the tries of the others.
    std::ranges::stable_sort(*singles, {}, [](const DueDelivery& one) { return one.delivery.attempts; });
    const int free = room_for(channel);
    if (free <= 0) co_return Result<void>{};
    if (std::ssize(*singles) > free) singles->resize(static_cast<std::size_t>(free));
    if (singles->empty()) co_return Result<void>{};
    auto taken = co_await parts_.outbox.take(channel, *std::move(singles), parts_.world.now() + kTakenFor);
    if (!taken) co_return std::unexpected(taken.error());
    const auto within = parts_.dispatch()->rules->notifications->fold.within;
    for (TakenDelivery& one : *taken) {
        if (is_of_a_storm(one.delivery)) {
            const auto counted = co_await parts_.outbox.count_singles(fold_group_of(one.delivery), 1, within);
            if (!counted) co_return counted;  // what is left of them is due again when its time is over
        }
        begin(std::move(one));
    }
    co_return Result<void>{};
}

Awaitable<Result<std::vector<DueDelivery>>> OutboxSender::thin_out(std::vector<DueDelivery> due) {
    std::vector<DueDelivery> singles;
    std::map<std::string, Group> groups;
    for (DueDelivery& one : due) {
        if (is_of_a_storm(one.delivery)) {
            groups[fold_group_of(one.delivery)].push_back(std::move(one));
        } else {
            singles.push_back(std::move(one));
        }
    }
    const auto now_ms = parts_.world.now().time_since_epoch().count();
    const auto is_due = [now_ms](const DueDelivery& one) { return one.due_ms <= now_ms; };
    for (auto& [name, group] : groups) {
        if (std::ranges::none_of(group, is_due)) continue;
        auto told = co_await thin_out_group(name, std::move(group));
        if (!told) co_return told;
        std::ranges::move(*told, std::back_inserter(singles));
    }
    std::erase_if(singles, [&](const DueDelivery& one) { return !is_due(one); });
    co_return singles;
}

Awaitable<Result<std::vector<DueDelivery>>> OutboxSender::thin_out_group(std::string name, Group group) {
    const FoldRule rule = parts_.dispatch()->rules->notifications->fold;
    const auto window = co_await parts_.outbox.fold_window(name);
    if (!window) co_return std::unexpected(window.error());
    Result<void> done;
    if (outage_) {
        done = co_await put_off(std::move(group), kQuietFor);
    } else if (window->singles >= rule.singles) {
        done = co_await put_off(std::move(group), window->left);
    } else if (window->singles + static_cast<int>(group.size()) > rule.singles) {
        done = co_await fold(std::move(group));
        if (done) done = co_await parts_.outbox.count_singles(name, rule.singles, rule.within);
    } else {
        co_return group;
    }
    if (!done) co_return std::unexpected(done.error());
    co_return Group{};
}

Awaitable<Result<void>> OutboxSender::fold(Group group) {
    const Instant now = parts_.world.now();
    auto folded = folded_from(group, now);
    const auto channel = folded.channel;
    const auto count = group.size();
    auto done = co_await parts_.outbox.fold(std::move(folded), std::move(group), now + kTakenFor, now);
    if (!done) co_return std::unexpected(done.error());
    std::optional<TakenDelivery> taken = *std::move(done);
    if (!taken) co_return Result<void>{};  // another node was faster with one of them: the next look sees
    for (std::size_t i = 0; i < count; ++i) parts_.metrics.notification(channel, "folded");
    begin(*std::move(taken));
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxSender::put_off(Group group, std::chrono::milliseconds until) {
    const std::string channel = group.front().delivery.channel;
    const auto moved = co_await parts_.outbox.take(channel, std::move(group), parts_.world.now() + until);
    if (!moved) co_return std::unexpected(moved.error());
    co_return Result<void>{};
}

class OutboxSender::Counted {
public:
    Counted(std::shared_ptr<UnderWay> count, std::string channel)
        : count_(std::move(count)), channel_(std::move(channel)) {
        ++count_->all;
        ++count_->of_channel[channel_];
    }
    Counted(Counted&&) = default;
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
        if (!count_) return;
        --count_->all;
        --count_->of_channel[channel_];
    }

private:
    std::shared_ptr<UnderWay> count_;
    std::string channel_;
};

void OutboxSender::begin(TakenDelivery taken) {
    Counted counted(under_way_, taken.delivery.channel);
    spawn(io_.get_executor(), deliver(std::move(taken), std::move(counted)), [this](std::exception_ptr error) {
        parts_.metrics.unhandled_exception("task");
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& exception) {
            parts_.log.error("unhandled_exception", {{"what", exception.what()}});
        }
    });
}

Awaitable<void> OutboxSender::deliver(TakenDelivery taken, Counted counted) {
    const std::string key = taken.delivery.key;
    {
        const Counted ends_with_this(std::move(counted));
        const auto done = co_await try_once(std::move(taken));
        // Due again when its time is over.
        if (!done) parts_.log.warning("message_left", {{"message", key}, {"why", done.error().detail}});
    }
    wake();
}

Awaitable<Result<void>> OutboxSender::try_once(TakenDelivery taken) {
    const auto dispatch = parts_.dispatch();
    Delivery& delivery = taken.delivery;
    const auto destination = dispatch->destinations.find(delivery.channel);
    if (destination == dispatch->destinations.end()) {
        co_return co_await conclude(std::move(taken), notify::refused("the channel is not configured"));
    }
    std::string settled;
    auto read = co_await ticket_to_tell(delivery, settled);
    if (!read && is_for_good(read.error())) {
        co_return co_await conclude(std::move(taken), notify::refused(read.error().detail));
    }
    if (!read) co_return std::unexpected(read.error());
    const std::optional<Ticket> ticket = *std::move(read);
    if (!ticket) {
        parts_.metrics.notification(delivery.channel, "settled");
        const auto ended = co_await parts_.outbox.end(std::move(taken), "settled: " + settled, parts_.world.now());
        if (!ended) co_return std::unexpected(ended.error());
        co_return Result<void>{};
    }
    auto message = message_of(delivery, *ticket, *dispatch->rules);
    if (!message) co_return co_await conclude(std::move(taken), notify::refused(message.error().detail));
    auto attempt =
        co_await parts_.sender.send(destination->second, *std::move(message), parts_.world.now(), dispatch->allowed);
    Circuit& circuit = circuit_of(delivery.channel);
    if (attempt.outcome == notify::Attempt::Outcome::kRetry) {
        circuit.failed(parts_.world.now());
    } else {
        circuit.succeeded();  // it answers, whatever it thinks of this message
    }
    co_return co_await conclude(std::move(taken), std::move(attempt));
}

Awaitable<Result<std::optional<Ticket>>> OutboxSender::ticket_to_tell(Delivery& delivery, std::string& settled) {
    if (delivery.notice != Notice::kFolded) {
        auto ticket = co_await parts_.store.read(delivery.about.number);
        if (!ticket) co_return std::unexpected(ticket.error());
        const auto why = settled_meanwhile(delivery.notice, delivery.about, *ticket);
        if (!why) co_return *std::move(ticket);
        settled = *why;
        co_return std::nullopt;
    }
    std::vector<TicketNumber> numbers;
    for (const NoticeSubject& about : delivery.folded) numbers.push_back(about.number);
    auto tickets = co_await parts_.store.read_each(std::move(numbers));
    std::vector<NoticeSubject> left;
    std::optional<Ticket> first;
    for (std::size_t i = 0; i < tickets.size(); ++i) {
        if (!tickets[i]) co_return std::unexpected(tickets[i].error());
        if (settled_meanwhile(Notice::kEscalation, delivery.folded[i], *tickets[i])) continue;
        left.push_back(delivery.folded[i]);
        if (!first) first = *std::move(tickets[i]);
    }
    settled = "all of them met or ended";
    delivery.folded = std::move(left);
    co_return first;
}

Result<notify::Message> OutboxSender::message_of(const Delivery& delivery, const Ticket& ticket,
                                                 const Rulebook& rules) const {
    notify::Message message;
    message.key = delivery.key;
    if (delivery.notice == Notice::kEvent) {
        const auto event = decode_event(delivery.event);
        if (!event) return std::unexpected(event.error());
        message.payload = write_event(delivery, *event, rules);
        message.trace = delivery.trace;
        return message;
    }
    auto written = write_notice(delivery, ticket, rules, parts_.link(delivery));
    message.subject = std::move(written.subject);
    message.text = std::move(written.body);
    if (delivery.recipient.empty()) return message;
    const Contact* const contact = rules.people.contact(delivery.recipient);
    if (contact == nullptr) return fail(ErrorCode::kPersonNotFound, "there is nobody of that id any more");
    message.to = contact->email;
    if (!contact->mobile.empty()) message.mention_mobiles = {contact->mobile};
    return message;
}

Awaitable<Result<void>> OutboxSender::conclude(TakenDelivery taken, notify::Attempt attempt) {
    ++taken.delivery.attempts;
    if (attempt.outcome != notify::Attempt::Outcome::kDelivered) {
        co_return co_await fail_once(std::move(taken), std::move(attempt));
    }
    const Delivery delivery = taken.delivery;
    const auto took = parts_.world.now() - delivery.created;
    const auto ended = co_await parts_.outbox.end(std::move(taken), "delivered", parts_.world.now());
    if (!ended) co_return std::unexpected(ended.error());
    parts_.metrics.notification(delivery.channel, "delivered");
    parts_.metrics.notification_delivered_after(delivery.channel, took);
    parts_.log.info("message_delivered", {{"message", delivery.key},
                                          {"channel", delivery.channel},
                                          {"ticket", delivery.about.number.text()},
                                          {"revision", delivery.about.revision},
                                          {"ms", took.count()},
                                          {"trace_id", delivery.trace}});
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxSender::fail_once(TakenDelivery taken, notify::Attempt attempt) {
    const RetryRule rule = parts_.dispatch()->rules->notifications->retry;
    Delivery& delivery = taken.delivery;
    const Instant now = parts_.world.now();
    if (delivery.failures.size() == Delivery::kFailuresKept) delivery.failures.erase(delivery.failures.begin());
    delivery.failures.push_back({now, attempt.reason});
    std::chrono::milliseconds pause = backoff(delivery.attempts, rule);
    if (attempt.retry_after) pause = std::max<std::chrono::milliseconds>(pause, *attempt.retry_after);
    const bool refused = attempt.outcome == notify::Attempt::Outcome::kRefused;
    const bool dead = refused || now + pause > delivery.created + rule.give_up;
    const std::string ticket = delivery.about.number.text();
    parts_.log.write(dead ? telemetry::LogLevel::kError : telemetry::LogLevel::kWarning,
                     dead ? "message_dead" : "message_not_delivered",
                     {{"message", delivery.key},
                      {"channel", delivery.channel},
                      {"ticket", ticket},
                      {"revision", delivery.about.revision},
                      {"attempts", delivery.attempts},
                      {"why", attempt.reason},
                      {"trace_id", delivery.trace}});
    parts_.metrics.notification(delivery.channel, dead ? "dead" : "retry");
    const auto kept = dead ? co_await parts_.outbox.bury(std::move(taken), now)
                           : co_await parts_.outbox.retry(std::move(taken), now + pause);
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

// Full jitter would now and then try at once: half of it is kept.
std::chrono::milliseconds OutboxSender::backoff(int attempts, const RetryRule& rule) {
    const double doubled = std::ldexp(static_cast<double>(rule.first.count()), std::min(attempts - 1, 30));
    const double pause = std::min(doubled, static_cast<double>(rule.longest.count()));
    std::uniform_real_distribution<double> share(0.5, 1.0);
    return std::chrono::milliseconds(static_cast<long long>(1000.0 * pause * share(dice_)));
}

Awaitable<void> OutboxSender::measure() {
    const auto now = std::chrono::steady_clock::now();
    if (now - measured_ < kMeasureEvery) co_return;
    measured_ = now;
    const auto figures = co_await parts_.outbox.figures();
    if (!figures) co_return;
    for (const OutboxFigures& one : *figures) parts_.metrics.outbox(one.channel, one.oldest, one.dead);
}

}  // namespace hotline
