// Complaints as another city recorded them: when each was made, was due, and was closed. From a file of its 311 service
// where that is at hand, else made up.
#pragma once

#include <date/tz.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/instant.hpp"

namespace hotline::test {

struct ServiceRequest {
    std::string id;
    Instant created{};
    Instant due{};
    Instant closed{};

    [[nodiscard]] bool late() const { return closed >= due; }
    [[nodiscard]] std::chrono::milliseconds limit() const { return due - created; }
};

/// RFC 4180: the fields of each record.
inline std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> records(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            // Two of them inside quotes stand for one.
            if (quoted && i + 1 < text.size() && text[i + 1] == '"') {
                records.back().back() += text[++i];
            } else {
                quoted = !quoted;
            }
        } else if (c == ',' && !quoted) {
            records.back().emplace_back();
        } else if (c == '\n' && !quoted) {
            records.emplace_back(1);
        } else {
            records.back().back() += c;
        }
    }
    if (records.back().size() == 1 && records.back().front().empty()) records.pop_back();
    return records;
}

/// A local time such as 2018-03-11T02:23:08. One that the change to summer time skipped is counted on from before it;
/// of one that happens twice the first is meant.
inline Instant from_local(const std::string& text, const date::time_zone& zone) {
    std::istringstream in(text);
    date::local_seconds local;
    in >> date::parse("%FT%T", local);
    if (in.fail()) throw std::runtime_error("not a local time: " + text);
    return Instant(local.time_since_epoch() - zone.get_info(local).first.offset);
}

/// Those of `csv` (columns sr_id, created_at, due_at, closed_at) that have both a due and a closing instant.
inline std::vector<ServiceRequest> parse_service_requests(const std::string& csv, const date::time_zone& zone) {
    const auto records = parse_csv(csv);
    std::map<std::string, std::size_t> columns;
    for (std::size_t i = 0; i < records.at(0).size(); ++i) columns[records[0][i]] = i;
    std::vector<ServiceRequest> requests;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const auto field = [&](const char* name) { return records[i].at(columns.at(name)); };
        if (field("due_at").empty() || field("closed_at").empty()) continue;
        const auto instant = [&](const char* name) { return from_local(field(name), zone); };
        requests.push_back({field("sr_id"), instant("created_at"), instant("due_at"), instant("closed_at")});
    }
    return requests;
}

/// HOTLINE_TEST_DATA names the folder; else that beside the checkout.
inline std::optional<std::string> recorded_service_requests() {
    const char* const folder = std::getenv("HOTLINE_TEST_DATA");  // NOLINT(concurrency-mt-unsafe)
    const std::filesystem::path data = folder != nullptr ? folder : HOTLINE_SOURCE_DIR "/../shared/data";
    std::ifstream in(data / "baltimore311_2014_2019.csv", std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Of the same shape: limits of whole days by the wall clock, across both changes of the clocks; one in five late, some
/// by a second, some in time by one.
inline std::string made_up_service_requests(int count = 400) {
    using namespace std::chrono_literals;
    std::mt19937 random(311);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same ones each time
    const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    const auto text = [](date::local_seconds local) { return date::format("%FT%T", local); };
    const date::local_seconds first = date::local_days{date::year{2018} / 1 / 1};
    constexpr std::array kDays{0, 1, 2, 5, 7, 10, 30, 90};
    std::string csv = "sr_id,note,created_at,due_at,closed_at\n";
    for (int i = 0; i < count; ++i) {
        const auto created = first + std::chrono::seconds(below(365 * 86'400));
        const auto days = kDays[static_cast<std::size_t>(below(static_cast<int>(kDays.size())))];
        const auto due = created + std::chrono::hours(24 * days);
        const bool close = below(10) == 0;
        const auto span = std::chrono::seconds(close ? 1 : 1 + below(86'400 * (days + 1)));
        const bool late = days == 0 || below(5) == 0;
        const auto closed = late ? due + span : std::max(created, due - span);
        csv += std::to_string(i) + ",\"" + (i % 7 == 0 ? "a \"\"quoted\"\",\nnote" : "plain") + "\"," + text(created) +
               "," + (i % 50 == 0 ? "" : text(due)) + "," + text(closed) + "\n";
    }
    return csv;
}

}  // namespace hotline::test
