#include "redis/command.hpp"

#include <array>
#include <charconv>

namespace hotline::redis {
namespace {

constexpr std::size_t kUsualBytes = 160;
constexpr std::size_t kDigits = 20;  // of the longest 64-bit number, its sign included

void append_header(std::string& out, char type, std::size_t number) {
    std::array<char, kDigits + 3> header;
    header[0] = type;
    char* end = std::to_chars(header.data() + 1, header.data() + 1 + kDigits, number).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.append(header.data(), end);
}

}  // namespace

Command::Command(std::string_view name) : Command(name, kUsualBytes) {}

Command::Command(std::string_view name, std::size_t expected_bytes) : name_(name) {
    arguments_.reserve(name.size() + expected_bytes);
    append(name);
}

void Command::append(std::string_view value) {
    append_header(arguments_, '$', value.size());
    arguments_.append(value);
    arguments_.append("\r\n", 2);
    ++count_;
}

void Command::append(long long value) {
    std::array<char, kDigits> digits;
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    append(std::string_view(digits.data(), end));
}

void Command::encode_into(std::string& out) const {
    append_header(out, '*', count_);
    out.append(arguments_);
}

}  // namespace hotline::redis
