// Duty against somebody who sits there minute by minute with a clock that is never set back.
#include <gtest/gtest.h>

#include "base/instant.hpp"
#include "calendar_random.hpp"
#include "domain/duty.hpp"

namespace hotline {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using LocalMinutes = std::chrono::local_time<minutes>;

constexpr int kDay = 24 * 60;

/// The latest time the clock on the wall has shown; walks over time once.
class WallClock {
public:
    WallClock(const date::time_zone& zone, Instant begin) : zone_(zone), at_(begin), shown_(time_at(begin)) {}

    [[nodiscard]] LocalMinutes shown() const { return shown_; }
    [[nodiscard]] Instant instant() const { return at_; }
    void tick() {
        at_ += minutes(1);
        shown_ = std::max(shown_, time_at(at_));
    }

private:
    [[nodiscard]] LocalMinutes time_at(Instant instant) const {
        return std::chrono::floor<minutes>(local_time_of(instant, zone_));
    }

    const date::time_zone& zone_;
    Instant at_;
    LocalMinutes shown_;
};

std::vector<PersonId> by_the_wall(const DutyRotation& rotation, LocalMinutes shown) {
    const auto today = std::chrono::floor<days>(shown);
    for (auto date = today - days(2); date <= today; date += days(1)) {
        if (date < rotation.from || !rotation.weekdays[std::chrono::weekday(date).iso_encoding() - 1]) continue;
        const int length = rotation.hours.close - rotation.hours.open;
        const LocalMinutes begin = date + minutes(rotation.hours.open);
        if (shown < begin || shown >= begin + minutes(length > 0 ? length : length + kDay)) continue;
        const auto turn = static_cast<std::size_t>((date - rotation.from) / days(rotation.days));
        return {rotation.people[turn % rotation.people.size()]};
    }
    return {};
}

DutyRotation random_rotation(Chance& chance, std::chrono::local_days around) {
    DutyRotation rotation{.from = around - days(chance.between(-2, 400)),
                          .days = static_cast<int>(chance.between(1, 9))};
    for (auto i = chance.between(1, 4); i > 0; --i) rotation.people.emplace_back("p" + std::to_string(i));
    const auto time = [&] {
        return static_cast<int>(chance.one_in(2) ? chance.between(0, 5) * 30 : chance.between(0, 1439));
    };
    rotation.hours = {time(), chance.one_in(8) ? kDay : time()};
    if (chance.one_in(3)) rotation.hours.close = rotation.hours.open;
    if (chance.one_in(3)) {
        for (bool& day : rotation.weekdays) day = !chance.one_in(3);
    }
    return rotation;
}

TEST(DutyProperty, IsWhatAClockOnTheWallSays) {
    // Midnight itself is skipped or repeated in São Paulo until 2019; Apia went without the 30th of December 2011.
    static const std::vector<std::string> kZones{"Asia/Shanghai",     "America/New_York",    "America/St_Johns",
                                                 "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"};
    Chance chance;
    for (int round = 0; round < 30; ++round) {
        const auto& name = kZones[static_cast<std::size_t>(chance.between(0, std::ssize(kZones) - 1))];
        const auto* const zone = find_time_zone(name).value();
        Instant begin = std::chrono::floor<minutes>(chance.instant()) - days(2);
        if (chance.one_in(8)) begin = std::chrono::sys_days{std::chrono::year{2011} / 12 / 28};
        const auto rotation = random_rotation(chance, std::chrono::floor<days>(local_time_of(begin, *zone)));
        const DutySchedule schedule{.covers = {}, .zone = zone, .rotations = {rotation}, .overrides = {}};
        WallClock wall(*zone, begin);
        const auto compared = begin + days(1);
        for (const auto end = begin + days(4); wall.instant() < end; wall.tick()) {
            if (wall.instant() < compared) continue;
            ASSERT_EQ(on_duty({schedule}, {}, wall.instant()), by_the_wall(rotation, wall.shown()))
                << name << " " << to_rfc3339(wall.instant(), *zone) << " hours " << rotation.hours.open << "-"
                << rotation.hours.close;
        }
    }
}

}  // namespace
}  // namespace hotline
