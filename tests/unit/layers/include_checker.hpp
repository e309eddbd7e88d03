// Checks that the includes of service/ point down the layers only, and that each library is used where it belongs.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hotline::layers {

/// Text by path below service/, e.g. "store/keys.hpp".
using Files = std::map<std::string, std::string>;

struct Include {
    std::string target;  ///< as written between the quotes or brackets
    bool quoted = false;
    int line = 0;
};

[[nodiscard]] std::vector<Include> includes_of(const std::string& text);

/// The layers that files of `layer` may include from, `layer` itself among them. Empty for a layer that does not exist.
[[nodiscard]] std::set<std::string> layers_below(const std::string& layer);

/// One line "path:line: what is wrong" for each wrong include; none when all is well.
[[nodiscard]] std::vector<std::string> wrong_includes(const Files& files);

}  // namespace hotline::layers
