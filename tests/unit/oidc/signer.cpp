#include "signer.hpp"

#include <stdexcept>

namespace hotline::oidc::test {
namespace {

constexpr unsigned char kExponent[] = {1, 0, 1};

std::string owned(char* text) {
    if (text == nullptr) throw std::runtime_error("cjose gave no text");
    std::string copy(text);
    cjose_get_dealloc()(text);
    return copy;
}

}  // namespace

Signer::Signer(std::string id, cjose_jwk_t* key)
    : id_(std::move(id)), key_(key, [](auto* made) {
          if (made != nullptr) cjose_jwk_release(made);
      }) {
    cjose_err error{};
    if (!key_ || !cjose_jwk_set_kid(key, id_.data(), id_.size(), &error)) throw std::runtime_error("no key");
}

Signer Signer::rsa(const std::string& id, std::size_t bits) {
    cjose_err error{};
    return {id, cjose_jwk_create_RSA_random(bits, kExponent, sizeof kExponent, &error)};
}

Signer Signer::elliptic(const std::string& id, cjose_jwk_ec_curve curve) {
    cjose_err error{};
    return {id, cjose_jwk_create_EC_random(curve, &error)};
}

Signer Signer::secret(const std::string& id, const std::string& text) {
    cjose_err error{};
    return {id, cjose_jwk_create_oct_spec(reinterpret_cast<const unsigned char*>(text.data()), text.size(), &error)};
}

http::Json Signer::public_key(const http::Json& more) const {
    cjose_err error{};
    auto key = http::Json::parse(owned(cjose_jwk_to_json(key_.get(), false, &error)));
    key.update(more);
    return key;
}

std::string Signer::sign(const std::string& algorithm, const http::Json& claims, const http::Json& more_header) const {
    cjose_err error{};
    const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> header(cjose_header_new(&error),
                                                                                  &cjose_header_release);
    http::Json all{{"alg", algorithm}, {"kid", id_}};
    all.update(more_header);
    for (const auto& [name, value] : all.items()) {
        if (value.is_string()) {
            cjose_header_set(header.get(), name.c_str(), value.get<std::string>().c_str(), &error);
        } else if (value.is_array()) {
            cjose_header_set_raw(header.get(), name.c_str(), value.dump().c_str(), &error);
        }
    }
    const std::string text = claims.dump();
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_sign(key_.get(), header.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       &error),
        &cjose_jws_release);
    const char* compact = nullptr;
    if (!jws || !cjose_jws_export(jws.get(), &compact, &error)) throw std::runtime_error(error.message);
    return compact;
}

std::string published(std::initializer_list<http::Json> keys) {
    http::Json list = http::Json::array();
    for (const auto& key : keys) list.push_back(key);
    return http::Json{{"keys", std::move(list)}}.dump();
}

}  // namespace hotline::oidc::test
