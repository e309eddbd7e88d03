#include "ctl/report.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"

namespace hotline::ctl {

std::string to_text(const Report& report) {
    std::string text;
    for (const Line& line : report.lines) {
        text += fmt::format("{} {}: {}", line.kind, line.what, line.about);
        text += line.where.empty() ? "\n" : fmt::format(" ({})\n", line.where);
    }
    for (const auto& [name, count] : report.counts) text += fmt::format("{} {}, ", count, name);
    return text + fmt::format("in {:.1f} s\n", report.seconds);
}

std::string to_json(const Report& report) {
    JsonWriter json;
    json.object([&] {
        json.key("lines");
        json.array(report.lines, [&](const Line& line) {
            json.object([&] {
                json.member("kind", line.kind);
                json.member("what", line.what);
                json.member("about", line.about);
                if (!line.where.empty()) json.member("where", line.where);
            });
        });
        json.key("counts");
        json.object([&] {
            for (const auto& [name, count] : report.counts) json.member(name, count);
        });
        json.member("milliseconds", static_cast<long long>(report.seconds * 1000));
    });
    return json.text() + "\n";
}

}  // namespace hotline::ctl
