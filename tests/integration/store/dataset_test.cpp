// What a node checks before it works on a data set.
#include "store/dataset.hpp"

#include "store_fixture.hpp"

namespace hotline {
namespace {

class DatasetTest : public StoreTest {
protected:
    Secrets other_secret_ = Secrets::from_text(std::string(64, '8')).value();
};

INSTANTIATE_TEST_SUITE_P(On, DatasetTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(DatasetTest, TheFirstNodeFixesItAndTheNextAgrees) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await check_dataset(*link_, 16, secrets_));
        EXPECT_TRUE(co_await check_dataset(*link_, 16, secrets_));
    });
}

TEST_P(DatasetTest, AnotherNumberOfPartitionsIsRefused) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await check_dataset(*link_, 16, secrets_));
        for (const int partitions : {8, 17, 1}) {
            const auto refused = co_await check_dataset(*link_, partitions, secrets_);
            EXPECT_TRUE(!refused && refused.error().code == ErrorCode::kBadConfiguration);
            if (!refused) EXPECT_EQ(refused.error().field, "partitions");
        }
        EXPECT_TRUE(co_await check_dataset(*link_, 16, secrets_)) << "a refusal changes nothing";
    });
}

TEST_P(DatasetTest, AnotherSecretIsRefusedAndNeitherIsShown) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await check_dataset(*link_, 16, secrets_));
        const auto refused = co_await check_dataset(*link_, 16, other_secret_);
        EXPECT_TRUE(!refused && refused.error().code == ErrorCode::kBadConfiguration);
        if (refused) co_return;
        EXPECT_EQ(refused.error().field, "secret");
        EXPECT_FALSE(refused.error().detail.contains("7777777777"));
        EXPECT_FALSE(refused.error().detail.contains("8888888888"));
    });
}

TEST_P(DatasetTest, ANodeWithoutAKeyThatIsInUseIsRefused) {
    run([&]() -> Awaitable<void> {
        const std::string own(64, '7');
        const auto with = [&](const std::string& digits) {
            return Secrets::from_text(own + "\nencryption " + std::string(64, digits[0]) +
                                      (digits.size() > 1 ? "\nencryption " + std::string(64, digits[1]) : ""))
                .value();
        };
        EXPECT_TRUE(co_await check_dataset(*link_, 16, with("a")));
        EXPECT_TRUE(co_await check_dataset(*link_, 16, with("ba")));
        for (const char* const digits : {"a", "b", "c"}) {
            const auto refused = co_await check_dataset(*link_, 16, with(digits));
            EXPECT_TRUE(!refused && refused.error().code == ErrorCode::kBadConfiguration) << digits;
        }
        EXPECT_TRUE(co_await check_dataset(*link_, 16, with("ab"))) << "a refusal changes nothing";
        EXPECT_TRUE(co_await forget_other_keys(*link_, with("ba").keys));
        EXPECT_TRUE(co_await check_dataset(*link_, 16, with("b")));
        EXPECT_FALSE(co_await check_dataset(*link_, 16, with("a")));
    });
}

TEST_P(DatasetTest, OfTwoNodesThatDisagreeAtTheStartOneGoesOn) {
    run([&]() -> Awaitable<void> {
        int agreed = 0;
        co_await all_at_once(2, [&](int i) -> Awaitable<void> {
            if (co_await check_dataset(*link_, i == 0 ? 8 : 16, secrets_)) ++agreed;
        });
        EXPECT_EQ(agreed, 1);
    });
}

}  // namespace
}  // namespace hotline
