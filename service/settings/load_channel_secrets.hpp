// What notification channels must keep secret, in a YAML file of its own:
//   desk-group: {token: …, secret: SEC…}     the access token, key or hook id of a robot, and what it is signed with
//   mail: {password: …}
//   data-platform: {secret: whsec_…}         two with a space between while one replaces the other
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>

#include "settings/configuration_error.hpp"

namespace hotline {

struct ChannelSecret {
    std::string token, secret, password;
};
using ChannelSecrets = std::map<std::string, ChannelSecret, std::less<>>;

/// All mistakes together; values are never repeated in them.
[[nodiscard]] std::expected<ChannelSecrets, ConfigurationErrors> load_channel_secrets(
    const std::filesystem::path& path);

}  // namespace hotline
