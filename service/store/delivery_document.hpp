// How a message of the outbox is written in Redis.
#pragma once

#include <string>
#include <string_view>

#include "domain/delivery.hpp"

namespace hotline {

/// With the outcome, if it has ended.
[[nodiscard]] std::string encode_delivery(const Delivery& delivery, std::string_view outcome = {});

struct DecodedDelivery {
    Delivery delivery;
    std::string outcome;
};
/// kInternal: it is not one that encode_delivery wrote.
[[nodiscard]] Result<DecodedDelivery> decode_delivery(std::string_view document);

}  // namespace hotline
