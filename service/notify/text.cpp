#include "notify/text.hpp"

#include <algorithm>

namespace hotline::notify {
namespace {

constexpr std::string_view kDots = "…";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool is_one_of(char c, std::string_view more) { return kLetters.contains(c) || more.contains(c); }

/// Words of `text`, each long enough to be a key, are taken out of `from`.
void take_out(std::string& from, std::string_view text, std::string_view between) {
    static constexpr std::size_t kShortest = 8;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find_first_of(between, begin), text.size());
        const auto word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.size() < kShortest) continue;
        for (auto at = from.find(word); at != std::string::npos; at = from.find(word, at + kDots.size())) {
            from.replace(at, word.size(), kDots);
        }
    }
}

/// Labels of letters, digits and hyphens with full stops between.
bool is_domain(std::string_view text) {
    bool inside = false;
    for (const char c : text) {
        if (c == '.' ? !inside : !is_one_of(c, "-")) return false;
        inside = c != '.';
    }
    return inside;
}

}  // namespace

std::string_view whole_characters(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) --bytes;
    return text.substr(0, bytes);
}

std::string cut_to(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    if (bytes < kDots.size()) return {};
    return std::string(whole_characters(text, bytes - kDots.size())).append(kDots);
}

std::string one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(line, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return line;
}

std::string said(std::string_view text, std::string_view address, std::string_view secrets) {
    static constexpr std::size_t kLongest = 200;
    auto line = one_line(text);
    const auto scheme = address.find("://");
    const auto host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const auto path = std::min(address.find_first_of("/?", host), address.size());
    take_out(line, secrets, " ");
    take_out(line, address.substr(path), "/?&=#");
    return cut_to(line, kLongest);
}

bool is_mail_address(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || text.size() > 254 || at == 0 || at > 64) return false;
    const auto name = text.substr(0, at);
    return !name.starts_with('.') && !name.ends_with('.') && !name.contains("..") &&
           std::ranges::all_of(name, [](char c) { return is_one_of(c, ".!#$%&'*+/=?^_`{|}~-"); }) &&
           is_domain(text.substr(at + 1));
}

bool is_visible(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_key(std::string_view text) { return is_visible(text) && text.size() <= 128 && !text.contains('.'); }

}  // namespace hotline::notify
