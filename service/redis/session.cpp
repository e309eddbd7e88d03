#include "redis/session.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace hotline::redis {
namespace {

// What is given to the socket at once: the rest can still be taken back when the link dies.
constexpr std::size_t kMostPerWrite = 256 * 1024;
// With this much to say the end of the turn is not waited for: Redis works on it while the others are still being
// handled. Less than what Redis reads at once (16 KiB), more than a few intakes.
constexpr std::size_t kEnoughToSend = 8 * 1024;
constexpr std::size_t kLargestIdleBuffer = 1024 * 1024;
constexpr std::size_t kMostQuoted = 200;

std::chrono::steady_clock::time_point steady_now() { return std::chrono::steady_clock::now(); }

void empty(std::string& buffer) {
    if (buffer.capacity() > kLargestIdleBuffer) {
        std::string().swap(buffer);
    } else {
        buffer.clear();
    }
}

}  // namespace

Session::Session(const Executor& executor, std::shared_ptr<Transport> transport, Limits limits,
                 std::shared_ptr<LinkCounters> counters)
    : executor_(executor),
      transport_(std::move(transport)),
      limits_(limits),
      counters_(std::move(counters)),
      calls_(executor),
      deadline_(executor),
      ended_(executor, Timer::time_point::max()) {}

void Session::start() { read(); }

std::optional<Error> Session::queue(Waiter& waiter, std::span<const Command> commands) {
    if (!alive_) return Error{ErrorCode::kStoreUnavailable, "the store cannot be reached; nothing was done", {}, {}};
    if (calls_.size() + commands.size() > limits_.max_pending) {
        return Error{ErrorCode::kTooBusy, "too many requests wait for the store; nothing was done", {}, {}};
    }
    const auto now = steady_now();
    for (std::size_t index = 0; index < commands.size(); ++index) {
        const auto size_before = waiting_out_.size();
        commands[index].encode_into(waiting_out_);
        calls_.push(waiter, index, commands[index].name(), now, queued_);
        queued_ += waiting_out_.size() - size_before;
    }
    if (waiting_out_.size() >= kEnoughToSend) {
        flush();
    } else {
        schedule_flush();
    }
    watch_oldest();
    return std::nullopt;
}

void Session::schedule_flush() {
    if (flush_scheduled_ || is_writing_) return;
    flush_scheduled_ = true;
    // After the handlers that are ready now: what they queue leaves together.
    boost::asio::post(executor_, [self = shared_from_this()] { self->flush(); });
}

void Session::flush() {
    flush_scheduled_ = false;
    if (!alive_ || is_writing_ || waiting_out_.empty()) return;
    writing_.swap(waiting_out_);
    written_ = 0;
    is_writing_ = true;
    write();
}

void Session::write() {
    const auto size = std::min(writing_.size() - written_, kMostPerWrite);
    handed_ = std::max(handed_, queued_ - waiting_out_.size() - (writing_.size() - written_) + size);
    calls_.hand(handed_, steady_now());
    ++counters_->writes;
    transport_->write_some(
        boost::asio::buffer(writing_.data() + written_, size),
        [self = shared_from_this()](const IoError& error, std::size_t n) { self->on_written(error, n); });
}

void Session::on_written(const IoError& error, std::size_t size) {
    is_writing_ = false;
    if (!alive_) return;
    if (error) return break_off("writing to Redis failed: " + error.message());
    written_ += size;
    if (written_ < writing_.size()) {
        is_writing_ = true;
        return write();
    }
    empty(writing_);
    flush();
}

void Session::read() {
    ++counters_->reads;
    transport_->read_some(
        boost::asio::buffer(input_),
        [self = shared_from_this()](const IoError& error, std::size_t n) { self->on_read(error, n); });
}

void Session::on_read(const IoError& error, std::size_t size) {
    if (!alive_) return;
    if (error) return break_off("the connection to Redis was lost: " + error.message());
    decoder_.feed({input_.data(), size});
    if (auto broken = take_replies()) return break_off(std::move(*broken));
    calls_.resume_ready();
    if (alive_) read();
}

std::optional<std::string> Session::take_replies() {
    const auto now = steady_now();
    while (true) {
        auto next = decoder_.next();
        if (!next) return "Redis sent what is not its protocol: " + next.error();
        std::optional<Reply>& reply = *next;
        if (!reply) return std::nullopt;
        // E.g. "-ERR max number of clients reached".
        if (calls_.empty()) return "Redis spoke without being asked: " + reply->text.substr(0, kMostQuoted);
        calls_.answer(std::move(*reply), now);
    }
}

void Session::watch_oldest() {
    if (deadline_armed_ || calls_.empty()) return;
    deadline_armed_ = true;
    deadline_.expires_at(calls_.oldest() + limits_.call_timeout);
    deadline_.async_wait([self = shared_from_this()](const IoError& error) {
        self->deadline_armed_ = false;
        if (!error && self->alive_) self->on_deadline();
    });
}

// One timer serves all calls: it is set for the oldest, and when it fires for whichever is the oldest then.
void Session::on_deadline() {
    if (!calls_.empty() && calls_.oldest() + limits_.call_timeout <= steady_now()) {
        return break_off("Redis did not answer in time");
    }
    watch_oldest();
}

void Session::set_dead(std::string why) {
    alive_ = false;
    why_ = std::move(why);
    transport_->close();
    deadline_.cancel();
    ended_.cancel();
}

void Session::break_off(std::string why) {
    set_dead(std::move(why));
    calls_.fail_all(handed_, steady_now());
    calls_.resume_ready();
}

void Session::end(std::string why) {
    if (!alive_) return;
    set_dead(std::move(why));
    calls_.fail_all(handed_, steady_now());
    boost::asio::post(executor_, [self = shared_from_this()] { self->calls_.resume_ready(); });
}

Awaitable<void> Session::until_ended() {
    if (alive_) co_await ended_.async_wait(kAwait);
}

void Session::drop() {
    calls_.observe(nullptr);
    if (alive_) set_dead("the link is gone");
    calls_.drop();
}

}  // namespace hotline::redis
