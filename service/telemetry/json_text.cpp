#include "telemetry/json_text.hpp"

namespace hotline::telemetry {

namespace {

struct LeadByte {
    std::size_t size;
    char32_t bits;
    char32_t smallest;  // below it the form is overlong
};

LeadByte lead_byte(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
    if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
    if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07u, 0x10000};
    return {0, 0, 0};
}

bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\'; }

void append_unicode_escape(std::string& out, char32_t code_point) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(code_point >> shift) & 0xFu];
}

void append_ascii_escape(std::string& out, unsigned char byte) {
    switch (byte) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: append_unicode_escape(out, byte);
    }
}

// C1 controls drive terminals, U+2028 and U+2029 end a line for some readers, U+202A… reorder what a person sees.
bool is_unsafe(char32_t c) {
    return (c >= 0x80 && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

Utf8Character first_utf8_character(std::string_view text) {
    if (text.empty()) return {};
    const auto lead = lead_byte(static_cast<unsigned char>(text[0]));
    if (lead.size == 0 || lead.size > text.size()) return {};
    char32_t code_point = lead.bits;
    for (std::size_t i = 1; i < lead.size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0u) != 0x80u) return {};
        code_point = (code_point << 6) | (byte & 0x3Fu);
    }
    if (code_point < lead.smallest || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) return {};
    return {code_point, lead.size};
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const auto character = first_utf8_character(text.substr(at));
        if (character.size == 0) return false;
        at += character.size;
    }
    return true;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
        out.append(text, start, at - start);
        if (at == text.size()) break;
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            append_ascii_escape(out, byte);
            ++at;
            continue;
        }
        const auto character = first_utf8_character(text.substr(at));
        if (character.size == 0) {
            append_unicode_escape(out, 0xFFFD);
            ++at;
        } else if (is_unsafe(character.code_point)) {
            append_unicode_escape(out, character.code_point);
            at += character.size;
        } else {
            out.append(text, at, character.size);
            at += character.size;
        }
    }
    out += '"';
}

}  // namespace hotline::telemetry
