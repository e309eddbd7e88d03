#include "redis/call_queue.hpp"

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace hotline::redis {

Waiter::~Waiter() {
    if (queue_ != nullptr) queue_->forget(*this);
}

Awaitable<void> Waiter::wait() {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this](WakeUp wake_up) { park(std::move(wake_up)); }, boost::asio::use_awaitable);
}

void Waiter::park(WakeUp wake_up) {
    wake_up_.emplace(std::move(wake_up));
    if (auto slot = boost::asio::get_associated_cancellation_slot(*wake_up_); slot.is_connected()) {
        slot.assign([this](boost::asio::cancellation_type) {
            if (queue_ != nullptr) queue_->abandon(*this);
        });
    }
}

// NOLINTNEXTLINE(bugprone-unchecked-optional-access): whoever waits was parked, and is woken once
Waiter::WakeUp Waiter::take_wake_up() { return std::move(*wake_up_); }

void CallQueue::push(Waiter& waiter, std::size_t index, std::string_view name, TimePoint now, std::uint64_t begin) {
    if (index == 0) {
        waiter.queue_ = this;
        waiter.first_entry_ = front_number_ + entries_.size();
    }
    entries_.push_back({&waiter, index, name, now, begin});
}

void CallQueue::hand(std::uint64_t end, TimePoint now) {
    handed_number_ = std::max(handed_number_, front_number_);
    for (; handed_number_ - front_number_ < entries_.size(); ++handed_number_) {
        Entry& entry = entries_[static_cast<std::size_t>(handed_number_ - front_number_)];
        if (entry.begin >= end) return;
        entry.handed_at = now;
    }
}

void CallQueue::answer(Reply reply, TimePoint now) {
    const Entry entry = entries_.front();
    entries_.pop_front();
    ++front_number_;
    settle(entry, std::move(reply), now);
}

void CallQueue::fail_all(std::uint64_t handed, TimePoint now) {
    front_number_ += entries_.size();
    for (const Entry& entry : std::exchange(entries_, {})) {
        if (entry.begin < handed) {
            settle(entry,
                   fail(ErrorCode::kOutcomeUnknown, "the store did not answer; it may or may not have been done"), now);
        } else {
            settle(entry,
                   fail(ErrorCode::kStoreUnavailable, "the store was lost before it was asked; nothing was done"), now);
        }
    }
}

void CallQueue::settle(const Entry& entry, Result<Reply> result, TimePoint now) {
    if (entry.waiter == nullptr) return;
    Waiter& waiter = *entry.waiter;
    tell(entry, result && !result->is_error(), now);
    waiter.results_[entry.index] = std::move(result);
    if (--waiter.missing_ > 0) return;
    *last_ready_ = &waiter;
    last_ready_ = &waiter.next_ready_;
}

void CallQueue::tell(const Entry& entry, bool ok, TimePoint now) const {
    if (observer_ == nullptr) return;
    const auto handed = entry.handed_at == TimePoint{} ? now : entry.handed_at;
    observer_->on_call(entry.name, {now - entry.queued_at, handed - entry.queued_at}, ok);
}

void CallQueue::resume_ready() {
    while (first_ready_ != nullptr) {
        Waiter& waiter = *first_ready_;
        first_ready_ = std::exchange(waiter.next_ready_, nullptr);
        if (first_ready_ == nullptr) last_ready_ = &first_ready_;
        waiter.queue_ = nullptr;
        // The coroutine may end and take the waiter with it: what runs it must not live there.
        Waiter::WakeUp wake_up = waiter.take_wake_up();
        wake_up();
    }
}

void CallQueue::forget(const Waiter& waiter) {
    for (std::size_t index = 0; index < waiter.results_.size(); ++index) {
        const auto number = waiter.first_entry_ + index;
        if (number >= front_number_ && number - front_number_ < entries_.size()) {
            entries_[static_cast<std::size_t>(number - front_number_)].waiter = nullptr;
        }
    }
    for (Waiter** link = &first_ready_; *link != nullptr; link = &(*link)->next_ready_) {
        if (*link != &waiter) continue;
        *link = waiter.next_ready_;
        if (last_ready_ == &waiter.next_ready_) last_ready_ = link;
        break;
    }
}

// Cancelled from outside. The commands stay queued and will be sent: taking back what may be half written is not
// possible.
void CallQueue::abandon(Waiter& waiter) {
    const auto now = std::chrono::steady_clock::now();
    forget(waiter);
    waiter.queue_ = nullptr;
    for (std::size_t index = 0; index < waiter.results_.size(); ++index) {
        const auto number = waiter.first_entry_ + index;
        if (number < front_number_) continue;  // answered
        const Entry& entry = entries_[static_cast<std::size_t>(number - front_number_)];
        waiter.results_[index] =
            fail(ErrorCode::kOutcomeUnknown, "given up before the store answered; it may or may not have been done");
        tell(entry, false, now);
    }
    // Whoever cancels is still running: the coroutine goes on when it is done.
    boost::asio::post(executor_, waiter.take_wake_up());
}

void CallQueue::drop() {
    std::vector<Waiter::WakeUp> doomed;
    const auto take = [&doomed](Waiter* waiter) {
        if (waiter == nullptr || waiter->queue_ == nullptr) return;
        waiter->queue_ = nullptr;
        if (!waiter->wake_up_) return;
        // A cancellation that comes while the frame is going must not find the waiter.
        boost::asio::get_associated_cancellation_slot(*waiter->wake_up_).clear();
        doomed.push_back(std::move(*waiter->wake_up_));
    };
    for (const Entry& entry : entries_) take(entry.waiter);
    for (Waiter* waiter = first_ready_; waiter != nullptr; waiter = waiter->next_ready_) take(waiter);
    front_number_ += entries_.size();
    entries_.clear();
    first_ready_ = nullptr;
    last_ready_ = &first_ready_;
    // Leaving destroys the frames, each with its waiter.
}

}  // namespace hotline::redis
