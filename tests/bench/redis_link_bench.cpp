// What a call over the link costs this process: CPU time per call, with 64 coroutines that call without a pause.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <string>

#include "redis/link.hpp"
#include "support/redis_server.hpp"

namespace hotline::redis {
namespace {

constexpr int kCallers = 64;
constexpr int kCallsEach = 2000;

double thread_cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Awaitable<void> caller(Link& link, const std::string& value, int& running) {
    for (int i = 0; i < kCallsEach; ++i) {
        auto reply = co_await link.call(Command("ECHO").arg(value));
        if (!reply || reply->is_error()) std::terminate();
    }
    if (--running == 0) co_await link.stop();
}

void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

void link_calls(benchmark::State& state) {
    const test::RedisServer server;
    const std::string value(static_cast<std::size_t>(state.range(0)), 'x');
    double cpu = 0;
    double writes = 0;
    for (auto _ : state) {
        boost::asio::io_context io(1);
        LinkObserver observer;
        LinkSettings settings;
        settings.endpoint.unix_path = server.unix_path();
        Link link(io.get_executor(), settings, observer);
        link.start();
        int running = kCallers;
        const auto begin = [&]() -> Awaitable<void> {
            co_await link.until_connected(std::chrono::seconds(5));
            for (int i = 0; i < kCallers; ++i) boost::asio::co_spawn(io, caller(link, value, running), rethrow);
        };
        boost::asio::co_spawn(io, begin(), rethrow);
        const auto before = thread_cpu_seconds();
        io.run();
        cpu += thread_cpu_seconds() - before;
        writes += static_cast<double>(link.counters().writes);
    }
    const auto calls = static_cast<double>(state.iterations()) * kCallers * kCallsEach;
    state.counters["cpu_us_per_call"] = cpu * 1e6 / calls;
    state.counters["calls_per_write"] = calls / writes;
    state.counters["calls_per_second"] = benchmark::Counter(calls, benchmark::Counter::kIsRate);
}

BENCHMARK(link_calls)->Arg(16)->Arg(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace hotline::redis

BENCHMARK_MAIN();
