// What stands in Redis, perhaps damaged: read as a ticket and as an event. What can be read is written and read again
// as the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "store/ticket_document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hotline;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto event = decode_event(bytes);
    if (event) (void)encode_event(*event);
    const TicketNumber number(3, 17);
    const auto ticket = decode_ticket(bytes, number, 1);
    if (!ticket) return 0;
    const auto written = encode_ticket(*ticket);
    const auto again = decode_ticket(written, number, 1);
    if (!again || encode_ticket(*again) != written) {
        std::fprintf(stderr, "read differently when it is written: %s\n", written.c_str());
        std::abort();
    }
    return 0;
}
