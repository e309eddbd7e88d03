#include "telemetry/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

#include "telemetry/json_text.hpp"

namespace hotline::telemetry {

namespace {

using namespace std::chrono_literals;

constexpr auto kWriteEvery = 50ms;
constexpr std::size_t kWriteAt = 64u * 1024u;
constexpr std::size_t kBacklogLimit = 4u * 1024u * 1024u;

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::kDebug: return spdlog::level::debug;
        case LogLevel::kInfo: return spdlog::level::info;
        case LogLevel::kWarning: return spdlog::level::warn;
        case LogLevel::kError: return spdlog::level::err;
        case LogLevel::kOff: return spdlog::level::off;
    }
    return spdlog::level::off;
}

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::kDebug: return "debug";
        case LogLevel::kInfo: return "info";
        case LogLevel::kWarning: return "warning";
        case LogLevel::kError: return "error";
        case LogLevel::kOff: return "off";
    }
    return "off";
}

// "2022-04-18T01:30:00": the same for all lines of a second, so each thread formats it once.
std::string_view text_of(std::chrono::sys_seconds second) {
    thread_local std::chrono::sys_seconds cached{};
    thread_local std::string text;
    if (text.empty() || cached != second) {
        const auto day = std::chrono::floor<std::chrono::days>(second);
        const std::chrono::year_month_day date{day};
        const std::chrono::hh_mm_ss time{second - day};
        text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                           time.minutes().count(), time.seconds().count());
        cached = second;
    }
    return text;
}

void append_head(std::string& line, Instant now, LogLevel level, std::string_view event) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    fmt::format_to(std::back_inserter(line), R"({{"ts":"{}.{:03}Z","level":"{}","event":)", text_of(second),
                   (now - second).count(), name_of(level));
    append_json_string(line, event);
}

}  // namespace

void LogValue::append_to(std::string& line) const {
    if (const auto* text = std::get_if<std::string_view>(&value_)) {
        append_json_string(line, *text);
    } else if (const auto* flag = std::get_if<bool>(&value_)) {
        line += *flag ? "true" : "false";
    } else if (const auto* whole = std::get_if<std::int64_t>(&value_)) {
        fmt::format_to(std::back_inserter(line), "{}", *whole);
    } else if (const auto real = std::get<double>(value_); std::isfinite(real)) {
        fmt::format_to(std::back_inserter(line), "{}", real);
    } else {
        line += "null";
    }
}

LogWriter write_to_stderr() {
    return [](std::string_view lines) {
        while (!lines.empty()) {
            const auto written = ::write(STDERR_FILENO, lines.data(), lines.size());
            if (written < 0 && errno != EINTR) return;
            if (written > 0) lines.remove_prefix(static_cast<std::size_t>(written));
        }
    };
}

/// Collects lines under the lock of spdlog's base_sink; a thread of its own hands them to the writer.
class Log::Sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    Sink(const Clock& clock, LogWriter writer) : clock_(clock), writer_(std::move(writer)) {
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    // NOLINTNEXTLINE(bugprone-exception-escape): a log whose last lines cannot be written has nobody to tell
    ~Sink() override {
        thread_.request_stop();
        thread_.join();
        write_pending();
    }

    // Not under base_sink's lock: the writer may be slow. Two writers take turns, so that lines keep their order.
    void write_pending() {
        const std::lock_guard turn(writing_);
        {
            const std::lock_guard lock(mutex_);
            std::swap(pending_, written_);
            urgent_ = false;
            if (const auto dropped = std::exchange(dropped_, 0); dropped > 0) {
                append_head(written_, clock_.now(), LogLevel::kWarning, "log_lines_dropped");
                fmt::format_to(std::back_inserter(written_),
                               R"(,"lines":{}}})"
                               "\n",
                               dropped);
            }
        }
        if (!written_.empty()) writer_(written_);
        written_.clear();
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (pending_.size() > kBacklogLimit) {
            ++dropped_;
            return;
        }
        const auto before = pending_.size();
        pending_.append(message.payload.data(), message.payload.size()).push_back('\n');
        urgent_ = urgent_ || message.level >= spdlog::level::err;
        if (urgent_ || (before < kWriteAt && pending_.size() >= kWriteAt)) wake_.notify_one();
    }

    void flush_() override {}

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            {
                std::unique_lock lock(mutex_);
                wake_.wait_for(lock, stop, kWriteEvery, [this] { return urgent_ || pending_.size() >= kWriteAt; });
            }
            write_pending();
        }
    }

    const Clock& clock_;
    LogWriter writer_;
    std::string pending_;
    std::size_t dropped_ = 0;
    bool urgent_ = false;
    std::mutex writing_;
    std::string written_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

struct Log::Logger {
    spdlog::logger logger;
};

Log::Log(const Clock& clock, LogLevel level, LogWriter writer)
    : clock_(clock),
      level_(level),
      sink_(std::make_shared<Sink>(clock, std::move(writer))),
      logger_(std::make_unique<Logger>(spdlog::logger("hotline", sink_))) {
    logger_->logger.set_level(to_spdlog(level));
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, Fields fields) const {
    if (!enabled(level)) return;
    thread_local std::string line;
    line.clear();
    append_head(line, clock_.now(), level, event);
    for (const auto& field : fields) {
        line += ',';
        append_json_string(line, field.key);
        line += ':';
        field.value.append_to(line);
    }
    line += '}';
    logger_->logger.log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void Log::flush() const { sink_->write_pending(); }

}  // namespace hotline::telemetry
