// Time is an argument: whoever needs "now" is given a Clock.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace hotline {

/// UTC, in milliseconds: the resolution in which instants are stored and compared.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;
    /// Thread-safe.
    [[nodiscard]] virtual Instant now() const = 0;
    /// How long to sleep until this clock shows `instant`; nothing when it has come.
    [[nodiscard]] virtual std::chrono::nanoseconds until(Instant instant) const {
        return std::clamp<std::chrono::milliseconds>(instant - now(), std::chrono::milliseconds(0), kLongest);
    }
    /// The instant of the world at which this clock shows `shown`: what can be compared with the clock of a machine.
    [[nodiscard]] virtual Instant in_world(Instant shown) const { return shown; }
    /// What it showed when the world's clock was `ago` back.
    [[nodiscard]] virtual Instant earlier(std::chrono::milliseconds ago) const { return now() - ago; }

    /// `until` gives no more than this.
    static constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24);
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

/// Shows `start` at its origin, an instant of the world, and runs `speed` times as fast from then on: a month of calls
/// in minutes. Nodes with the same origin agree.
class VirtualClock final : public Clock {
public:
    VirtualClock(Instant start, double speed) : start_(start), speed_(speed), origin_(SystemClock().now()) {}

    void begin_at(Instant origin) { origin_.store(origin); }

    [[nodiscard]] Instant now() const override {
        const std::chrono::duration<double> passed = std::chrono::system_clock::now() - origin_.load();
        return start_ + std::chrono::floor<std::chrono::milliseconds>(passed * speed_);
    }
    [[nodiscard]] std::chrono::nanoseconds until(Instant instant) const override {
        const std::chrono::duration<double, std::milli> left = instant - now();
        return std::chrono::ceil<std::chrono::nanoseconds>(
            std::clamp<std::chrono::duration<double, std::milli>>(left / speed_, left.zero(), kLongest));
    }
    [[nodiscard]] Instant in_world(Instant shown) const override {
        const std::chrono::duration<double> passed = shown - start_;
        return origin_.load() + std::chrono::round<std::chrono::milliseconds>(passed / speed_);
    }
    [[nodiscard]] Instant earlier(std::chrono::milliseconds ago) const override {
        const std::chrono::duration<double, std::milli> passed = ago;
        return now() - std::chrono::floor<std::chrono::milliseconds>(passed * speed_);
    }

private:
    Instant start_;
    double speed_;
    std::atomic<Instant> origin_;
};

/// For tests: stands still until told to move.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start) : now_(start) {}
    [[nodiscard]] Instant now() const override { return now_.load(); }
    void set(Instant instant) { now_.store(instant); }
    void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

private:
    std::atomic<Instant> now_;
};

}  // namespace hotline
