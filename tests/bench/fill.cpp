// Fills a store with open tickets, the way the service opens them: routed by the shipped rules, kept by the real store.
// bench_fill REDIS_URL SECRET_FILE CONFIG COUNT [FIRST DUE_FROM_MS PER_SECOND]
// prints {"tickets","text_bytes","seconds"}. The tickets are the first COUNT, opened up to now, or those from FIRST on,
// of the highest urgency and opened when they had to be for what they do first by themselves to be due from DUE_FROM_MS
// on, PER_SECOND of them each second; "planned" then lists them: [[partition, serial, due in ms], ...].
#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "domain/escalation.hpp"
#include "domain/intake.hpp"
#include "redis/link_pool.hpp"
#include "redis/url.hpp"
#include "settings/load_configuration.hpp"
#include "store/function_library.hpp"
#include "store/ticket_store.hpp"
#include "store/timers.hpp"

namespace hotline {
namespace {

constexpr int kPartitions = 16;
constexpr int kInFlight = 256;

struct Complaint {
    const char* title;
    const char* text;
};

// One for each task force, so that every queue has its share.
constexpr std::array<Complaint, 6> kComplaints{{
    {"零部件断供，生产线停产", "我们是汽车配套工厂，因上游供应商未复工，冲压车间的原材料已经断供，生产线今天停产。"},
    {"工地复工手续迟迟办不下来",
     "我是项目部的施工员，工地塔吊和脚手架都已检查完毕，农民工也做了核酸，复工手续一直没有批下来。"},
    {"货车在高速口被劝返", "我是货车司机，拉的是生活物资，通行证齐全，在高速收费站卡口被劝返，已经滞留一夜。"},
    {"超市门店不能营业", "我们是社区超市的门店，所在小区已经解封，但是物业不让门店营业，员工也进不来。"},
    {"省重点项目用地没有落实", "我们承建的省重点项目总投资十多亿元，用地和征拆一直没有落实，影响开工。"},
    {"举报企业违规复工", "举报附近一家企业没有做核酸就违规复工，工人扎堆聚集，不戴口罩，希望监督检查。"},
}};

NewTicket complaint(int i) {
    const Complaint& sample = kComplaints[static_cast<std::size_t>(i) % kComplaints.size()];
    NewTicket request;
    request.channel = "phone";
    request.matter.title = sample.title;
    while (request.matter.text.size() < 900) request.matter.text += sample.text;
    request.matter.text += std::to_string(i);
    // One caller in five has called before.
    const long long caller = i - (i % 5 == 4 ? 1 : 0);
    request.caller.phone = Phone::from_e164("+86138" + std::to_string(10'000'000 + caller));
    request.caller.name = "张先生";
    request.caller.kind = "enterprise";
    request.request_fingerprint = "0123456789abcdef";
    return request;
}

/// Which tickets are opened, and when.
struct Plan {
    int count = 0;
    int first = 0;
    Instant begin{};          ///< the instant of the first
    int per_second = 1000;    ///< of those that follow
    bool instants_are_due{};  ///< when something is due; else of opening

    [[nodiscard]] Instant instant(int i) const {
        return begin + std::chrono::milliseconds((i - first) * 1000LL / per_second);
    }
};

struct Fill {
    TicketStore& store;
    const Rulebook& rules;
    const Person& person;
    Plan plan;
    int next = plan.first;
    long long text_bytes = 0;
    std::vector<Timer> planned{};

    [[nodiscard]] Change opened_at(NewTicket request, Instant instant) const {
        auto draft = open_ticket(std::move(request), Act{rules, person, instant});
        if (!draft) throw std::runtime_error(draft.error().detail);
        return *std::move(draft);
    }

    /// How long after its opening something is due is the rules' business, and asked of them.
    [[nodiscard]] Change due_at(NewTicket request, Instant due) const {
        request.matter.urgency = 1;
        const auto wake = next_wake(opened_at(request, due).after, rules);
        if (!wake) throw std::runtime_error("nothing is ever due for the most urgent tickets");
        Change draft = opened_at(std::move(request), due - (*wake - due));
        if (next_wake(draft.after, rules) != due) throw std::runtime_error("the most urgent wait for office hours");
        return draft;
    }

    Awaitable<void> open_some() {
        while (next < plan.first + plan.count) {
            const int i = next++;
            const Instant instant = plan.instant(i);
            NewTicket request = complaint(i);
            text_bytes += static_cast<long long>(request.matter.title.size() + request.matter.text.size());
            Change draft =
                plan.instants_are_due ? due_at(std::move(request), instant) : opened_at(std::move(request), instant);
            const Wake wake = next_wake(draft.after, rules);
            const auto opened = co_await store.open(std::move(draft), "bench-" + std::to_string(i), wake);
            if (!opened) throw std::runtime_error(opened.error().detail);
            if (plan.instants_are_due) planned.push_back({opened->ticket.number, instant});
        }
    }
};

Plan read_plan(std::span<char*> arguments) {
    Plan plan;
    plan.count = std::stoi(arguments[0]);
    plan.begin = SystemClock().now() - std::chrono::milliseconds(plan.count);
    if (arguments.size() == 1) return plan;
    plan.first = std::stoi(arguments[1]);
    plan.begin = Instant(std::chrono::milliseconds(std::stoll(arguments[2])));
    plan.per_second = std::stoi(arguments[3]);
    plan.instants_are_due = true;
    return plan;
}

void report(const Fill& job, std::chrono::duration<double> took) {
    std::cout << "{\"tickets\":" << job.plan.count << ",\"text_bytes\":" << job.text_bytes
              << ",\"seconds\":" << took.count() << ",\"planned\":[";
    const char* separator = "";
    for (const Timer& timer : job.planned) {
        std::cout << separator << '[' << timer.number.partition() << ',' << timer.number.serial() << ','
                  << timer.at.time_since_epoch().count() << ']';
        separator = ",";
    }
    std::cout << "]}\n";
}

int fill(std::span<char*> arguments) {
    const auto configuration = load_configuration(arguments[3]);
    if (!configuration) throw std::runtime_error(to_string(configuration.error()));
    auto settings = redis::parse_url(arguments[1]).value();
    settings.call_timeout = std::chrono::seconds(60);
    settings.handshake.push_back(load_functions());

    boost::asio::io_context io(1);
    redis::LinkObserver observer;
    redis::LinkPool link(io.get_executor(), settings, observer, 1);
    const Secrets secrets = Secrets::from({.file = arguments[2]}).value();
    TicketStore store(link, secrets, kPartitions);
    const Person person{PersonId("bench"), "Bench", {Role::kOperator}, {}};
    Fill job{store, configuration->rulebook, person, read_plan(arguments.subspan(4))};

    link.start();
    const auto started = std::chrono::steady_clock::now();
    const auto die = [](std::exception_ptr error) { std::rethrow_exception(error); };
    int running = kInFlight;
    const auto one = [&]() -> Awaitable<void> {
        co_await link.until_connected(std::chrono::seconds(10));
        co_await job.open_some();
        if (--running == 0) co_await link.stop();
    };
    for (int i = 0; i < kInFlight; ++i) spawn(io.get_executor(), one(), die);
    io.run();
    report(job, std::chrono::steady_clock::now() - started);
    return 0;
}

}  // namespace
}  // namespace hotline

int main(int argc, char** argv) {
    if (argc != 5 && argc != 8) {
        std::cerr << "bench_fill REDIS_URL SECRET_FILE CONFIG COUNT [FIRST DUE_FROM_MS PER_SECOND]\n";
        return 2;
    }
    try {
        return hotline::fill({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& error) {
        std::cerr << "bench_fill: " << error.what() << '\n';
        return 1;
    }
}
