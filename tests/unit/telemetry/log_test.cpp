#include "telemetry/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

namespace hotline::telemetry {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class LogTest : public testing::Test {
protected:
    LogWriter collect() {
        return [this](std::string_view lines) {
            const std::lock_guard lock(mutex_);
            written_ += lines;
        };
    }

    std::vector<json> lines() {
        const std::lock_guard lock(mutex_);
        std::vector<json> all;
        std::istringstream stream(written_);
        for (std::string line; std::getline(stream, line);) all.push_back(json::parse(line));
        return all;
    }

    ManualClock clock_{Instant{1650245400123ms}};
    std::mutex mutex_;
    std::string written_;
};

TEST_F(LogTest, WritesOneObjectALineInTheOrderOfItsFields) {
    const Log log(clock_, LogLevel::kInfo, collect());
    log.info("ticket_opened", {{"ticket", "100001073"}, {"ms", 3}, {"ratio", 0.5}, {"late", false}});
    log.flush();
    EXPECT_EQ(written_,
              R"({"ts":"2022-04-18T01:30:00.123Z","level":"info","event":"ticket_opened","ticket":"100001073",)"
              R"("ms":3,"ratio":0.5,"late":false})"
              "\n");
}

TEST_F(LogTest, TimeIsTheClocks) {
    const Log log(clock_, LogLevel::kInfo, collect());
    log.info("a");
    clock_.advance(24h + 877ms);
    log.info("b");
    log.flush();
    EXPECT_EQ(lines()[0]["ts"], "2022-04-18T01:30:00.123Z");
    EXPECT_EQ(lines()[1]["ts"], "2022-04-19T01:30:01.000Z");
}

TEST_F(LogTest, NoValueCanForgeALine) {
    const Log log(clock_, LogLevel::kInfo, collect());
    const std::string hostile = "x\"}\n{\"level\":\"error\",\"event\":\"forged\"}\r\n\xFF\x1b[31m {} %s";
    log.info("seen", {{"value", hostile}, {hostile, 1}});
    log.info(hostile);
    log.flush();
    ASSERT_EQ(lines().size(), 2u);
    EXPECT_EQ(lines()[0]["event"], "seen");
    EXPECT_THAT(lines()[0]["value"].get<std::string>(), testing::HasSubstr("forged"));
    EXPECT_EQ(written_.find('\x1b'), std::string::npos);
}

TEST_F(LogTest, NumbersThatJsonDoesNotHaveAreNull) {
    const Log log(clock_, LogLevel::kInfo, collect());
    log.info("numbers",
             {{"nan", std::numeric_limits<double>::quiet_NaN()}, {"big", std::numeric_limits<long long>::min()}});
    log.flush();
    EXPECT_TRUE(lines()[0]["nan"].is_null());
    EXPECT_EQ(lines()[0]["big"], std::numeric_limits<long long>::min());
}

TEST_F(LogTest, LowerLevelsAreLeftOut) {
    const Log log(clock_, LogLevel::kWarning, collect());
    log.debug("d");
    log.info("i");
    log.warning("w");
    log.error("e");
    log.flush();
    ASSERT_EQ(lines().size(), 2u);
    EXPECT_EQ(lines()[0]["level"], "warning");
    EXPECT_EQ(lines()[1]["level"], "error");
    EXPECT_FALSE(log.enabled(LogLevel::kInfo));
    EXPECT_FALSE(Log(clock_, LogLevel::kOff, collect()).enabled(LogLevel::kError));
}

TEST_F(LogTest, NothingIsLostAtTheEnd) {
    {
        Log(clock_, LogLevel::kInfo, collect()).info("last");
    }
    ASSERT_EQ(lines().size(), 1u);
}

TEST_F(LogTest, AnErrorIsWrittenWithoutBeingFlushed) {
    std::promise<std::string> first;
    const Log log(clock_, LogLevel::kInfo, [&, once = false](std::string_view text) mutable {
        if (!std::exchange(once, true)) first.set_value(std::string(text));
    });
    log.error("broken");
    EXPECT_THAT(first.get_future().get(), testing::HasSubstr("broken"));
}

TEST_F(LogTest, LinesOfManyThreadsAreNeitherMixedNorLost) {
    constexpr int kThreads = 4;
    constexpr int kLines = 2000;
    {
        const Log log(clock_, LogLevel::kInfo, collect());
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&log, thread] {
                for (int i = 0; i < kLines; ++i) log.info("line", {{"thread", thread}, {"i", i}});
            });
        }
    }
    std::vector<int> next(kThreads, 0);
    for (const auto& line : lines()) EXPECT_EQ(line["i"], next[line["thread"].get<std::size_t>()]++);
    EXPECT_THAT(next, testing::Each(kLines));
}

TEST_F(LogTest, AWriterThatHangsHoldsNobodyAndTheLossIsSaid) {
    std::promise<void> release;
    std::promise<void> hanging;
    {
        const Log log(
            clock_, LogLevel::kInfo,
            [&, gate = release.get_future().share(), once = false, write = collect()](std::string_view text) mutable {
                if (!std::exchange(once, true)) hanging.set_value();
                gate.wait();
                write(text);
            });
        log.error("first");
        hanging.get_future().wait();
        const std::string kilobyte(1024, 'x');
        for (int i = 0; i < 5000; ++i) log.info("filler", {{"text", kilobyte}});
        release.set_value();
    }
    const auto all = lines();
    ASSERT_LT(all.size(), 4500u);
    EXPECT_EQ(all.back()["event"], "log_lines_dropped");
    EXPECT_EQ(all.back()["lines"], 5000 + 2 - all.size());
}

}  // namespace
}  // namespace hotline::telemetry
