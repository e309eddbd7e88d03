#include "settings/load_channel_secrets.hpp"

#include "settings/yaml_section.hpp"

namespace hotline {

std::expected<ChannelSecrets, ConfigurationErrors> load_channel_secrets(const std::filesystem::path& path) {
    ConfigurationErrors errors;
    ChannelSecrets secrets;
    if (const auto document = read_yaml(path, path.string(), errors)) {
        YamlSection file(*document, errors);
        for (const std::string& channel : file.keys()) {
            auto section = file.section(channel);
            if (!section) continue;
            secrets[channel] = {section->optional_text("token"), section->optional_text("secret"),
                                section->optional_text("password")};
            section->done();
        }
        file.done();
    }
    if (errors.empty()) return secrets;
    return std::unexpected(std::move(errors));
}

}  // namespace hotline
