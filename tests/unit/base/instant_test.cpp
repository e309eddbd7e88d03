#include "base/instant.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <random>

namespace hotline {
namespace {

using namespace std::chrono_literals;

const date::time_zone& zone(std::string_view name) { return *find_time_zone(name).value(); }

Instant instant(int year, int month, int day, std::chrono::milliseconds time = 0ms) {
    return std::chrono::sys_days{std::chrono::year{year} / month / day} + time;
}

TEST(Instant, IsWrittenAsLocalTimeWithOffset) {
    const auto noon = instant(2022, 4, 18, 1h + 30min + 5s + 7ms);
    EXPECT_EQ(to_rfc3339(noon, zone("Asia/Shanghai")), "2022-04-18T09:30:05.007+08:00");
    EXPECT_EQ(to_rfc3339(noon, zone("UTC")), "2022-04-18T01:30:05.007+00:00");
    EXPECT_EQ(to_rfc3339(noon, zone("America/New_York")), "2022-04-17T21:30:05.007-04:00");
    EXPECT_EQ(to_rfc3339(noon, zone("Asia/Kathmandu")), "2022-04-18T07:15:05.007+05:45");
}

TEST(Instant, IsWrittenWithTheOffsetOfItsSeason) {
    const auto& berlin = zone("Europe/Berlin");
    EXPECT_EQ(to_rfc3339(instant(2022, 3, 27, 1h - 1ms), berlin), "2022-03-27T01:59:59.999+01:00");
    EXPECT_EQ(to_rfc3339(instant(2022, 3, 27, 1h), berlin), "2022-03-27T03:00:00.000+02:00");
}

TEST(Instant, OldOffsetsWithSecondsStillNameTheSameInstant) {
    const auto then = instant(1890, 6, 1);
    const auto text = to_rfc3339(then, zone("Asia/Shanghai"));
    EXPECT_EQ(text, "1890-06-01T08:06:00.000+08:06");
    EXPECT_EQ(parse_rfc3339(text, "x"), then);
}

TEST(Instant, OutsideOfFourDigitYearsIsCutToThem) {
    for (const auto* name : {"Pacific/Kiritimati", "Etc/GMT+12", "UTC"}) {
        EXPECT_EQ(to_rfc3339(Instant::max(), zone(name)).size(), 29u);
        EXPECT_TRUE(to_rfc3339(Instant::max(), zone(name)).starts_with("9999-12-3")) << name;
        EXPECT_TRUE(to_rfc3339(Instant::min(), zone(name)).starts_with("0000-01-0")) << name;
    }
}

TEST(Instant, EveryFormOfRfc3339IsRead) {
    const auto expected = instant(2022, 4, 18, 1h + 30min);
    for (const auto* text :
         {"2022-04-18T09:30:00+08:00", "2022-04-18T09:30:00.0+08:00", "2022-04-18t01:30:00z",
          "2022-04-18T01:30:00.000000000Z", "2022-04-17T20:30:00-05:00", "2022-04-18T01:30:00-00:00"}) {
        EXPECT_EQ(parse_rfc3339(text, "x"), expected) << text;
    }
    EXPECT_EQ(parse_rfc3339("2022-04-18T01:30:00.5Z", "x"), expected + 500ms);
    EXPECT_EQ(parse_rfc3339("2022-04-18T01:30:00.0409999Z", "x"), expected + 40ms);
    EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z", "x"), instant(2024, 2, 29));
    EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.999Z", "x"), Instant{-1ms});
}

TEST(Instant, EverythingElseIsRefusedWithItsField) {
    for (const std::string_view text : {"",
                                        "2022",
                                        "2022-04-18",
                                        "2022-04-18T09:30:00",
                                        "2022-04-18T09:30+08:00",
                                        "2022-04-18 09:30:00+08:00",
                                        "2022-4-18T09:30:00+08:00",
                                        "2022-13-18T09:30:00Z",
                                        "2022-00-18T09:30:00Z",
                                        "2022-04-00T09:30:00Z",
                                        "2022-04-31T09:30:00Z",
                                        "2022-02-29T09:30:00Z",
                                        "2022-04-18T24:00:00Z",
                                        "2022-04-18T09:60:00Z",
                                        "2022-04-18T23:59:60Z",
                                        "2022-04-18T09:30:00.Z",
                                        "2022-04-18T09:30:00.0000000000Z",
                                        "2022-04-18T09:30:00,5Z",
                                        "2022-04-18T09:30:00+0800",
                                        "2022-04-18T09:30:00+08",
                                        "2022-04-18T09:30:00+24:00",
                                        "2022-04-18T09:30:00+08:60",
                                        "2022-04-18T09:30:00ZZ",
                                        "2022-04-18T09:30:00Z ",
                                        " 2022-04-18T09:30:00Z",
                                        "+022-04-18T09:30:00Z",
                                        "2022-04-18T-9:30:00Z",
                                        "20220-04-18T09:30:00Z",
                                        "2022-04-18T09:30:00.Z5",
                                        "２022-04-18T09:30:00Z"}) {
        const auto read = parse_rfc3339(text, "/until");
        ASSERT_FALSE(read.has_value()) << text;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidField);
        EXPECT_EQ(read.error().field, "/until");
    }
}

TEST(Instant, SurvivesTheRoundTripInEveryZone) {
    const auto seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> any(instant(1, 1, 1).time_since_epoch().count(),
                                                    instant(9999, 1, 1).time_since_epoch().count());
    for (const auto* name :
         {"Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}) {
        for (int i = 0; i < 500; ++i) {
            const Instant then{std::chrono::milliseconds{any(random)}};
            const auto text = to_rfc3339(then, zone(name));
            EXPECT_EQ(text.size(), 29u);
            EXPECT_EQ(parse_rfc3339(text, "x"), then) << text << ", seed " << seed;
        }
    }
}

TEST(Instant, AnUnknownZoneIsAFaultOfTheConfiguration) {
    const auto found = find_time_zone("Asia/Changchun", "/city/zone");
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, ErrorCode::kBadConfiguration);
    EXPECT_EQ(found.error().field, "/city/zone");
}

}  // namespace
}  // namespace hotline
