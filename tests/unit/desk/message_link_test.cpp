#include "desk/message_link.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

using namespace std::chrono_literals;

class MessageLinks : public ::testing::Test {
protected:
    [[nodiscard]] bool is_good(const std::string& token, Instant at) const {
        return read_link(hash_, token, at).has_value();
    }

    KeyedHash hash_ = KeyedHash::from_hex(std::string(64, '5')).value();
    Instant now_{1'650'000'000'000ms};
    MessageLink link_{TicketNumber(3, 77), 4, PersonId("ind-lead.2"), now_ + 1h};
    std::string token_ = sign_link(hash_, link_);
};

TEST_F(MessageLinks, SayWhoseTheyAreUntilTheyExpire) {
    EXPECT_EQ(read_link(hash_, token_, now_).value(), link_);
    EXPECT_TRUE(is_good(token_, link_.expires - 1ms));
    EXPECT_FALSE(is_good(token_, link_.expires));
    EXPECT_EQ(token_.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
              std::string::npos);
}

TEST_F(MessageLinks, AreNobodyElses) {
    const auto other = KeyedHash::from_hex(std::string(64, '6')).value();
    EXPECT_FALSE(read_link(other, token_, now_).has_value());
    auto forged = link_;
    forged.person = PersonId("mgr1");
    const auto swapped = sign_link(other, forged);
    EXPECT_FALSE(is_good(swapped.substr(0, swapped.find('.')) + token_.substr(token_.find('.')), now_));
}

TEST_F(MessageLinks, NoByteOfThemMayDiffer) {
    for (std::size_t i = 0; i < token_.size(); ++i) {
        std::string changed = token_;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(is_good(changed, now_)) << i;
        EXPECT_FALSE(is_good(token_.substr(0, i), now_)) << i;
    }
    EXPECT_FALSE(is_good(token_ + "A", now_));
    EXPECT_FALSE(is_good("none", now_));
    EXPECT_FALSE(is_good(".", now_));
}

}  // namespace
}  // namespace hotline
