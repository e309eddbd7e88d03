#include "include_checker.hpp"

#include <algorithm>
#include <functional>
#include <regex>
#include <sstream>
#include <string_view>

namespace hotline::layers {
namespace {

/// What each layer stands on directly (STYLE, "Layers"); the same as hotline_layer() in CMakeLists.txt.
const std::map<std::string, std::set<std::string>>& stands_on() {
    static const std::map<std::string, std::set<std::string>> table{
        {"base", {}},
        {"domain", {"base"}},
        {"telemetry", {"base"}},
        {"settings", {"domain"}},
        {"redis", {"base"}},
        {"http", {"base", "telemetry"}},
        {"oidc", {"http"}},
        {"notify", {"http"}},
        {"store", {"domain", "redis", "telemetry"}},
        {"desk", {"store", "domain", "telemetry"}},
        {"engine", {"desk", "notify"}},
        {"live", {"desk", "http"}},
        {"api", {"live", "desk", "http", "oidc", "settings"}},
        {"ctl", {"desk", "settings"}},
        {"app", {"api", "engine"}},
    };
    return table;
}

/// A library and the files that may name it.
struct Library {
    std::string_view prefix;
    std::string_view where;
    std::function<bool(const std::string& path, const std::string& layer)> allowed;
};

bool is_source(const std::string& path) { return path.ends_with(".cpp"); }

const std::vector<Library>& libraries() {
    static const auto only = [](std::set<std::string> layers) {
        return [layers = std::move(layers)](const std::string&, const std::string& layer) {
            return layers.contains(layer);
        };
    };
    static const std::vector<Library> table{
        {"hiredis", "redis/", only({"redis"})},
        {"boost/beast", "the .cpp files of http/ and base/asio_impl.cpp",
         [](const std::string& path, const std::string& layer) {
             return path == "base/asio_impl.cpp" || (layer == "http" && is_source(path));
         }},
        {"nlohmann/", "store/, http/, oidc/, notify/, api/, ctl/ and telemetry/",
         only({"store", "http", "oidc", "notify", "api", "ctl", "telemetry"})},
        {"cjose/", "oidc/", only({"oidc"})},
        {"curl/", "http/transfer.cpp, http/client.cpp and notify/mail_client.cpp",
         [](const std::string& path, const std::string&) {
             return path == "http/transfer.cpp" || path == "http/client.cpp" || path == "notify/mail_client.cpp";
         }},
        {"yaml-cpp/", "settings/", only({"settings"})},
        {"prometheus/", "telemetry/", only({"telemetry"})},
        {"CLI/", "app/ and ctl/", only({"app", "ctl"})},
    };
    return table;
}

constexpr std::string_view kAsio = "boost/asio";

/// main.cpp, which stands in no folder, belongs to app.
std::string layer_of(const std::string& path) {
    const auto slash = path.find('/');
    return slash == std::string::npos ? "app" : path.substr(0, slash);
}

class Checker {
public:
    explicit Checker(const Files& files) : files_(files) {
        for (const auto& [path, text] : files) includes_[path] = includes_of(text);
    }

    std::vector<std::string> run() {
        for (const auto& [path, includes] : includes_) check_file(path, includes);
        return std::move(wrong_);
    }

private:
    void check_file(const std::string& path, const std::vector<Include>& includes) {
        const auto layer = layer_of(path);
        if (!stands_on().contains(layer)) {
            wrong_.push_back(path + ":1: " + layer + "/ is not a layer");
            return;
        }
        for (const auto& include : includes) {
            const auto complaint = include.quoted ? about_own(layer, include) : about_library(path, layer, include);
            if (!complaint.empty()) {
                wrong_.push_back(path + ":" + std::to_string(include.line) + ": " + include.target + " " + complaint);
            }
        }
    }

    std::string about_own(const std::string& layer, const Include& include) const {
        if (!files_.contains(include.target)) return "is not a file of service/";
        const auto target = layer_of(include.target);
        if (!layers_below(layer).contains(target)) return "is not below " + layer + "/";
        if (layer == "api" && target == "redis") return "is Redis, of which api/ knows nothing";
        std::set<std::string> seen;
        if (layer == "domain" && reaches_asio(include.target, seen))
            return "brings Asio into domain/, which does no I/O";
        return {};
    }

    static std::string about_library(const std::string& path, const std::string& layer, const Include& include) {
        if (layer == "domain" && include.target.starts_with(kAsio)) return "is Asio; domain/ does no I/O";
        for (const auto& library : libraries()) {
            if (include.target.starts_with(library.prefix) && !library.allowed(path, layer)) {
                return "belongs in " + std::string(library.where) + " only";
            }
        }
        return {};
    }

    bool reaches_asio(const std::string& path, std::set<std::string>& seen) const {
        const auto found = includes_.find(path);
        if (found == includes_.end() || !seen.insert(path).second) return false;
        return std::ranges::any_of(found->second, [&](const Include& include) {
            return include.quoted ? reaches_asio(include.target, seen) : include.target.starts_with(kAsio);
        });
    }

    const Files& files_;
    std::map<std::string, std::vector<Include>> includes_;
    std::vector<std::string> wrong_;
};

}  // namespace

std::vector<Include> includes_of(const std::string& text) {
    static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::vector<Include> includes;
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::smatch match;
        if (std::regex_search(line, match, pattern)) includes.push_back({match[2], match[1] == "\"", number});
    }
    return includes;
}

std::set<std::string> layers_below(const std::string& layer) {
    const auto found = stands_on().find(layer);
    if (found == stands_on().end()) return {};
    std::set<std::string> below{layer};
    for (const auto& next : found->second) below.merge(layers_below(next));
    return below;
}

std::vector<std::string> wrong_includes(const Files& files) { return Checker(files).run(); }

}  // namespace hotline::layers
