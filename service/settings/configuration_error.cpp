#include "settings/configuration_error.hpp"

namespace hotline {

std::string to_string(const ConfigurationErrors& errors) {
    std::string text;
    for (const auto& error : errors) {
        if (!text.empty()) text += '\n';
        text += error.file;
        if (error.line > 0) text += ':' + std::to_string(error.line);
        text += ": " + error.message;
    }
    return text;
}

}  // namespace hotline
