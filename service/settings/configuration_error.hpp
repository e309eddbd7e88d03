// What is wrong with configuration, said all at once and with the line, so that an administrator corrects a file in one
// round.
#pragma once

#include <string>
#include <vector>

namespace hotline {

struct ConfigurationError {
    std::string file;
    int line = 0;  ///< from 1; 0: the file as a whole
    std::string message;
    bool operator==(const ConfigurationError&) const = default;
};
using ConfigurationErrors = std::vector<ConfigurationError>;

/// "routing.yaml:12: unknown task force 'INDX'", one a line.
[[nodiscard]] std::string to_string(const ConfigurationErrors& errors);

}  // namespace hotline
