#include "base/secrets.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <vector>

namespace hotline {
namespace {

std::unexpected<Error> bad_line(int line, const char* why) {
    return fail(ErrorCode::kBadConfiguration, "line " + std::to_string(line) + ": " + why, "secret");
}

Keyring::Key key_of(std::string_view bytes) {
    Keyring::Key key{};
    std::ranges::copy(bytes, key.begin());
    return key;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line.substr(0, line.find('#')));
    return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

Result<Secrets> Secrets::from_text(std::string_view text) {
    std::optional<KeyedHash> hash;
    std::vector<Keyring::Key> keys;
    std::istringstream in{std::string(text)};
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        const auto words = words_of(line);
        if (words.empty()) continue;
        if (!hash) {
            const auto own = KeyedHash::from_hex(words.size() == 1 ? words.front() : "");
            if (!own) return bad_line(number, "the secret must be 64 hexadecimal digits");
            hash = *own;
            continue;
        }
        const std::string key = words.size() == 2 && words[0] == "encryption" ? from_hex(words[1]) : "";
        if (key.size() != Keyring::kKeySize) {
            return bad_line(number, "must be \"encryption\" and 64 hexadecimal digits");
        }
        keys.push_back(key_of(key));
    }
    if (!hash) return fail(ErrorCode::kBadConfiguration, "the secret must be 64 hexadecimal digits", "secret");
    keys.push_back(key_of(hash->hash("personal data", "", Keyring::kKeySize)));
    return Secrets{*hash, Keyring(keys)};
}

Result<Secrets> Secrets::from(const SecretSource& source) {
    if (source.text) return from_text(*source.text);
    std::ifstream in(source.file);
    auto secrets = from_text(std::string(std::istreambuf_iterator<char>(in), {}));
    if (!secrets) secrets.error().detail = source.file.string() + ": " + secrets.error().detail;
    return secrets;
}

}  // namespace hotline
