#include "app/login_provider.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace hotline {
namespace {

constexpr const char* kSecretVariable = "HOTLINE_OIDC_CLIENT_SECRET";
constexpr std::string_view kCallback = "/api/v1/session/oidc/callback";

}  // namespace

std::expected<std::string, ConfigurationErrors> read_client_secret(const Options& options) {
    const auto& path = options.oidc_client_secret_file;
    if (path.empty()) {
        const char* const value = std::getenv(kSecretVariable);
        return value == nullptr ? std::string() : std::string(value);
    }
    std::ifstream file(path, std::ios::binary);
    std::string secret{std::istreambuf_iterator<char>(file), {}};
    while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
    if (file.bad() || secret.empty()) {
        return std::unexpected(ConfigurationErrors{{path.string(), 0, "the client secret cannot be read"}});
    }
    return secret;
}

std::optional<oidc::Registration> registration_of(const LoginRules& rules, const std::string& secret) {
    if (!rules.provider) return std::nullopt;
    const LoginProvider& provider = *rules.provider;
    return oidc::Registration{
        .issuer = provider.issuer,
        .client_id = provider.client_id,
        .client_secret = secret,
        .redirect_uri = provider.public_url + std::string(kCallback),
        .scopes = provider.scopes,
        .claims = {.person = provider.person_claim, .name = provider.name_claim, .groups = provider.groups_claim}};
}

}  // namespace hotline
