// Structured log: one JSON object a line, to stderr. Values are data, never format strings; no line can be forged by a
// value. What must not be logged at all (phone numbers, tokens, request bodies) is the caller's duty: DESIGN §6,
// privacy.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"

namespace hotline::telemetry {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

/// A value of a log field: text, number or truth value.
class LogValue {
public:
    template <class Text>
        requires std::convertible_to<const Text&, std::string_view>
    LogValue(const Text& text) : value_(std::string_view(text)) {}
    LogValue(bool value) : value_(value) {}
    LogValue(std::integral auto number) : value_(static_cast<std::int64_t>(number)) {}
    LogValue(std::floating_point auto number) : value_(static_cast<double>(number)) {}

    void append_to(std::string& line) const;

private:
    std::variant<std::string_view, bool, std::int64_t, double> value_;
};

struct LogField {
    std::string_view key;
    LogValue value;
};

/// Gets whole lines, each ending in '\n'. Called by the log's own thread, and by whoever calls flush().
using LogWriter = std::function<void(std::string_view lines)>;

/// Writes to file descriptor 2. Never throws; what cannot be written is lost.
[[nodiscard]] LogWriter write_to_stderr();

/// `log.info("ticket_opened", {{"ticket", number}, {"ms", 3}});`
/// gives {"ts":"2022-04-18T01:30:00.123Z","level":"info","event":"ticket_opened","ticket":"…","ms":3}
///
/// Thread-safe. A line is formatted by its caller and written by a thread of the log within 50 ms, so that a slow
/// terminal or pipe never holds an I/O thread; an error wakes that thread at once. When the writer falls 4 MiB behind,
/// lines are dropped, and a line "log_lines_dropped" says how many.
class Log {
public:
    Log(const Clock& clock, LogLevel level, LogWriter writer = write_to_stderr());
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    using Fields = std::initializer_list<LogField>;
    void debug(std::string_view event, Fields fields = {}) const { write(LogLevel::kDebug, event, fields); }
    void info(std::string_view event, Fields fields = {}) const { write(LogLevel::kInfo, event, fields); }
    void warning(std::string_view event, Fields fields = {}) const { write(LogLevel::kWarning, event, fields); }
    void error(std::string_view event, Fields fields = {}) const { write(LogLevel::kError, event, fields); }
    void write(LogLevel level, std::string_view event, Fields fields = {}) const;

    /// For callers that would have to work to fill the fields.
    [[nodiscard]] bool enabled(LogLevel level) const { return level >= level_ && level != LogLevel::kOff; }

    /// Returns when everything logged before has been handed to the writer.
    void flush() const;

private:
    class Sink;

    const Clock& clock_;
    LogLevel level_;
    std::shared_ptr<Sink> sink_;
    struct Logger;
    std::unique_ptr<Logger> logger_;
};

}  // namespace hotline::telemetry
