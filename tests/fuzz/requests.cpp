// Bytes of a request through reader, target, router and every handler. The first byte says who asks. No request may
// make the service answer with an error of its own, or with something that is not JSON.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "city.hpp"

namespace {

void expect(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static hotline::fuzz::City city;
    if (size == 0) return -1;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto reply = city.answer(data[0], bytes);
    if (!reply) return 0;
    expect(reply->status >= 200 && reply->status < 600 && reply->status != 500, "an error of the service's own");
    expect(reply->body.empty() || nlohmann::json::accept(reply->body), "a reply that is not JSON");
    for (const auto& [name, value] : reply->headers) {
        expect(value.find_first_of("\r\n") == std::string::npos, "a header with a line break");
    }
    return 0;
}
