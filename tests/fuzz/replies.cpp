// What Redis might send: the same replies come out of it whole and in two pieces. The first byte says where it is cut.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "redis/decoder.hpp"

namespace {

using hotline::redis::Decoder;
using hotline::redis::Reply;

void write(std::string& out, const Reply& reply) {
    out += std::to_string(static_cast<int>(reply.kind)) + ':' + std::to_string(reply.text.size()) + ':' + reply.text +
           std::to_string(reply.integer) + '[';
    for (const Reply& element : reply.elements) write(out, element);
    out += ']';
}

/// Everything that is complete, then whether the stream broke.
void take(Decoder& decoder, std::string& out) {
    for (;;) {
        const auto reply = decoder.next();
        if (!reply) {
            out += "broken";
            return;
        }
        if (!*reply) return;
        write(out, **reply);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return -1;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::string whole;
    Decoder at_once;
    at_once.feed(bytes);
    take(at_once, whole);

    std::string pieces;
    Decoder in_two;
    const auto cut = bytes.empty() ? 0 : data[0] % bytes.size();
    in_two.feed(bytes.substr(0, cut));
    take(in_two, pieces);
    if (!pieces.ends_with("broken")) {
        in_two.feed(bytes.substr(cut));
        take(in_two, pieces);
    }
    if (whole != pieces) {
        std::fprintf(stderr, "whole: %s\npieces: %s\n", whole.c_str(), pieces.c_str());
        std::abort();
    }
    return 0;
}
