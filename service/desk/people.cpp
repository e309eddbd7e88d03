#include "desk/people.hpp"

#include <sodium.h>

#include <array>

#include "base/keyed_hash.hpp"

namespace hotline {
namespace {

std::string sha256(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
    crypto_hash_sha256(out.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

}  // namespace

People::People(std::vector<Entry> entries) {
    for (Entry& entry : entries) by_hash_.emplace(std::move(entry.token_sha256), std::move(entry.person));
}

const Person* People::find_by_token(std::string_view token) const {
    const auto found = by_hash_.find(sha256(token));
    return found == by_hash_.end() ? nullptr : &found->second;
}

}  // namespace hotline
