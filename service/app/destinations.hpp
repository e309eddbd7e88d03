// Where messages go, and under which rules: from the configuration, and the secrets that stand elsewhere.
#pragma once

#include <expected>
#include <memory>

#include "app/options.hpp"
#include "engine/outbox_sender.hpp"
#include "settings/configuration.hpp"
#include "settings/load_channel_secrets.hpp"

namespace hotline {

/// None without --channel-secrets. Reads a file, so not for an I/O thread.
[[nodiscard]] std::expected<ChannelSecrets, ConfigurationErrors> read_channel_secrets(const Options& options);

/// What the configuration's channels lack or have wrong with these secrets: no reason to refuse the rest.
[[nodiscard]] ConfigurationErrors doubtful_channels(const Configuration& configuration, const ChannelSecrets& secrets);

/// A channel that is not right has no destination.
[[nodiscard]] std::shared_ptr<const Dispatch> dispatch_of(const std::shared_ptr<const Configuration>& configuration,
                                                          const ChannelSecrets& secrets);

}  // namespace hotline
