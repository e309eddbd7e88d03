#include "http/event_stream.hpp"

#include <utility>

#include "http/message.hpp"

namespace hotline::http {

bool EventStream::send(Text events) {
    if (ended_) return false;
    if (bytes_ + events->size() > most_waiting_) {
        cut_off();
        return false;
    }
    append(std::move(events));
    return true;
}

void EventStream::cut_off() {
    if (ended_) return;
    waiting_.clear();
    next_ = bytes_ = 0;
    overrun_ = true;
    end(farewells_.overrun);
}

void EventStream::end(std::string last) {
    if (ended_) return;
    ended_ = true;
    append(std::make_shared<const std::string>(std::move(last)));
}

void EventStream::append(Text text) {
    bytes_ += text->size();
    waiting_.push_back(std::move(text));
    if (wake_) wake_();
}

bool EventStream::take(std::string& out, std::size_t most) {
    const auto before = next_;
    while (next_ < waiting_.size() && out.size() < most) {
        const Text text = std::move(waiting_[next_++]);
        bytes_ -= text->size();
        out += *text;
    }
    if (next_ == before) return false;
    if (next_ == waiting_.size()) {
        waiting_.clear();
        next_ = 0;
        if (drained_ && !ended_) drained_();
    } else if (next_ > waiting_.size() / 2) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(next_));
        next_ = 0;
    }
    return true;
}

void EventStream::close() {
    ended_ = true;
    waiting_.clear();
    next_ = bytes_ = 0;
    if (wake_) wake_();
    // Whoever hears of it may let go of the stream.
    if (const auto closed = std::exchange(closed_, nullptr)) closed();
}

HttpReply event_stream(std::shared_ptr<EventStream> stream) {
    HttpReply reply{.content_type = "text/event-stream; charset=utf-8"};
    reply.stream = std::move(stream);
    // A proxy that collects replies would keep them back.
    return std::move(reply).with("X-Accel-Buffering", "no");
}

std::string event_text(std::string_view name, std::string_view id, std::string_view json) {
    std::string text;
    text.reserve(name.size() + id.size() + json.size() + 24);
    text.append("event: ").append(name);
    if (!id.empty()) text.append("\nid: ").append(id);
    text.append("\ndata: ").append(json).append("\n\n");
    return text;
}

}  // namespace hotline::http
