#include "ctl/audit_heads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/clock.hpp"
#include "base/instant.hpp"

namespace hotline::ctl {
namespace {

using nlohmann::json;

/// What is signed: it does not depend on how JSON is written.
std::string signed_text(const AuditHeads& heads, const KeyedHash& hash) {
    std::string text = fmt::format("hotline audit head 1\n{}\n{}\n", hash.fingerprint(), heads.at);
    for (const ChainLink& link : heads.links) text += fmt::format("{} {}\n", link.count, digest_hex(link));
    return text;
}

ChainLink link_from(const json& head) {
    const std::string digest = from_hex(head.at("h").get<std::string>());
    ChainLink link;
    if (digest.size() != link.digest.size()) throw std::invalid_argument("a digest has 40 digits");
    std::ranges::copy(digest, link.digest.begin());
    link.count = head.at("count").get<long long>();
    return link;
}

Result<json> parse_file(const std::filesystem::path& file) {
    std::ifstream in(file);
    auto parsed = json::parse(in, nullptr, false);
    if (!in || parsed.is_discarded()) return fail(ErrorCode::kBadConfiguration, file.string() + ": is not JSON");
    return parsed;
}

}  // namespace

SigningKey audit_key(const KeyedHash& hash) {
    return SigningKey(hash.hash("audit signature", "", SigningKey::kSeedSize));
}

void write_link(JsonWriter& out, int partition, const ChainLink& link) {
    out.member("partition", partition);
    out.member("count", link.count);
    out.member("h", digest_hex(link));
}

std::string now_in_utc() {
    const auto utc = find_time_zone("Etc/UTC");
    if (!utc) throw std::runtime_error(utc.error().detail);
    return to_rfc3339(SystemClock().now(), **utc);
}

std::string to_json(const AuditHeads& heads, const KeyedHash& hash) {
    const SigningKey key = audit_key(hash);
    JsonWriter out;
    out.object([&] {
        out.member("dataset", hash.fingerprint());
        out.member("at", heads.at);
        int partition = 0;
        out.key("heads");
        out.array(heads.links, [&](const ChainLink& link) { out.object([&] { write_link(out, partition++, link); }); });
        out.member("public_key", to_hex(key.public_key()));
        out.member("signature", to_hex(key.sign(signed_text(heads, hash))));
    });
    return out.text() + "\n";
}

Result<AuditHeads> read_heads(const std::filesystem::path& file, const KeyedHash& hash) {
    const auto kept = parse_file(file);
    if (!kept) return std::unexpected(kept.error());
    AuditHeads heads;
    std::string signature;
    try {
        heads.at = kept->at("at").get<std::string>();
        for (const json& head : kept->at("heads")) heads.links.push_back(link_from(head));
        signature = from_hex(kept->at("signature").get<std::string>());
    } catch (const std::exception&) {
        return fail(ErrorCode::kBadConfiguration, file.string() + ": is not what audit head prints");
    }
    if (is_signed(signed_text(heads, hash), signature, audit_key(hash).public_key())) return heads;
    return fail(ErrorCode::kBadConfiguration,
                file.string() + ": was altered, or is of another data set: its signature is not right");
}

}  // namespace hotline::ctl
