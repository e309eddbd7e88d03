// Random calendars, instants and limits for property tests. A failing run is repeated with HOTLINE_TEST_SEED=<the
// printed seed>.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "domain/calendar.hpp"

namespace hotline {

class Chance {
public:
    Chance() : seed_(choose_seed()), random_(seed_) { std::cout << "HOTLINE_TEST_SEED=" << seed_ << '\n'; }

    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] long long between(long long first, long long last) {
        return std::uniform_int_distribution<long long>{first, last}(random_);
    }
    [[nodiscard]] bool one_in(long long n) { return between(1, n) == 1; }

    [[nodiscard]] CalendarSpec calendar() {
        // Half an hour of summer time in Lord Howe; changes at one minute past midnight in St. John's until 2011.
        static const std::vector<std::string> kZones{"Asia/Shanghai", "Europe/Berlin", "America/New_York",
                                                     "America/St_Johns", "Australia/Lord_Howe"};
        CalendarSpec spec{.id = "random", .version = "1"};
        spec.zone = kZones[static_cast<std::size_t>(between(0, static_cast<long long>(kZones.size()) - 1))];
        spec.always = one_in(10);
        if (spec.always) return spec;
        for (auto& day : spec.week) {
            if (!one_in(4)) day = hours();
        }
        spec.week[0] = hours();
        if (one_in(3)) spec.make_up_day = hours();
        if (!one_in(3)) spec.holidays = holidays();
        return spec;
    }
    /// Mostly near a new year, a leap day, a change of the clock, and with odd milliseconds.
    [[nodiscard]] Instant instant() {
        static constexpr std::pair<int, int> kCorners[] = {{12, 30}, {2, 27}, {3, 25}, {3, 10},
                                                           {10, 28}, {11, 2}, {4, 3},  {10, 2}};
        const auto year = std::chrono::year{static_cast<int>(one_in(8) ? between(2008, 2013) : between(2019, 2030))};
        const auto [month, day] = kCorners[between(0, std::size(kCorners) - 1)];
        const auto base = one_in(3) ? std::chrono::sys_days{year / 1 / 1} + std::chrono::days{between(0, 364)}
                                    : std::chrono::sys_days{year / month / day} + std::chrono::days{between(-2, 5)};
        const auto time = std::chrono::minutes{between(0, 1439)};
        return base + time + std::chrono::milliseconds{one_in(2) ? 0 : between(0, 59'999)};
    }
    [[nodiscard]] Limit limit() {
        const auto count = static_cast<Limit::Count>(between(0, 3));
        return {count, count == Limit::kClockHours || count == Limit::kWorkingHours ? between(1, 3000) : between(1, 9)};
    }

private:
    static std::uint64_t choose_seed() {
        const char* given = std::getenv("HOTLINE_TEST_SEED");
        return given == nullptr ? std::random_device{}() : std::strtoull(given, nullptr, 10);
    }
    DayHours hours() {
        std::vector<int> edges;
        for (auto i = 2 * between(1, 3); i > 0; --i)
            edges.push_back(static_cast<int>(between(0, 48)) * 30 + (one_in(4) ? 7 : 0));
        std::ranges::sort(edges);
        DayHours made;
        for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
            const auto close = std::min(edges[i + 1], 1440);
            if (edges[i] < close) made.push_back({edges[i], close});
        }
        if (made.empty()) made.push_back({one_in(2) ? 0 : 90, one_in(2) ? 150 : 1440});
        return made;
    }
    std::shared_ptr<const HolidayTable> holidays() {
        auto table = std::make_shared<HolidayTable>();
        for (int year = 2018; year <= 2031; ++year) {
            if (one_in(5)) continue;
            std::vector<Holiday> days;
            const std::chrono::local_days new_year{std::chrono::year{year} / 1 / 1};
            for (int day = 0; day < 365; ++day) {
                if (!one_in(8)) continue;
                days.push_back({std::chrono::year_month_day{new_year + std::chrono::days{day}},
                                one_in(3) ? SpecialDay::kMakeUp : SpecialDay::kOff});
            }
            if (!table->add(year, days)) std::abort();
        }
        return table;
    }

    std::uint64_t seed_;
    std::mt19937_64 random_;
};

}  // namespace hotline
