#include "live/event_ring.hpp"

namespace hotline::live {

std::size_t EventRing::bytes_of(const RingEntry& entry) {
    const auto& described = entry.described;
    return sizeof entry + entry.recorded.event.capacity() +
           (described ? sizeof *described + described->shown.capacity() + described->left.capacity() : 0);
}

void EventRing::restart(Mark base) {
    entries_.clear();
    bytes_ = 0;
    base_ = base;
}

void EventRing::push(RingEntry entry) {
    bytes_ += bytes_of(entry);
    entries_.push_back(std::move(entry));
    while (entries_.size() > most_entries_ || (bytes_ > most_bytes_ && entries_.size() > 1)) {
        bytes_ -= bytes_of(entries_.front());
        base_ = entries_.front().recorded.mark;
        entries_.pop_front();
    }
}

const RingEntry* EventRing::entry_at(long long count) const {
    const auto index = count - base_.count - 1;
    if (index < 0 || index >= std::ssize(entries_)) return nullptr;
    return &entries_[static_cast<std::size_t>(index)];
}

const Mark* EventRing::mark_at(long long count) const {
    if (count == base_.count) return &base_;
    const auto* const entry = entry_at(count);
    return entry == nullptr ? nullptr : &entry->recorded.mark;
}

void EventRing::describe(long long count, std::shared_ptr<const Described> described) {
    const auto index = count - base_.count - 1;
    if (index < 0 || index >= std::ssize(entries_)) return;
    RingEntry& entry = entries_[static_cast<std::size_t>(index)];
    bytes_ -= bytes_of(entry);
    entry.described = std::move(described);
    bytes_ += bytes_of(entry);
}

}  // namespace hotline::live
