// Every test of the store runs on a plain Redis, and on one in cluster mode, where a command that crosses slots fails.
#pragma once

#include <memory>

#include "store_rig.hpp"

namespace hotline {

enum class Mode { kPlain, kCluster };

inline std::string mode_name(const ::testing::TestParamInfo<Mode>& info) {
    return info.param == Mode::kPlain ? "Plain" : "Cluster";
}

/// One Redis for all tests of a mode, emptied before each: one in cluster mode takes two seconds to start.
class StoreTest : public StoreRig, public ::testing::WithParamInterface<Mode> {
protected:
    void SetUp() override {
        static_cast<void>(server().ask({"FLUSHALL"}));
        connect_to(server());
    }

    [[nodiscard]] RedisServer& server() const {
        static std::unique_ptr<RedisServer> plain;
        static std::unique_ptr<RedisServer> cluster;
        auto& mine = GetParam() == Mode::kPlain ? plain : cluster;
        if (!mine) mine = std::make_unique<RedisServer>(test::RedisOptions{.cluster = GetParam() == Mode::kCluster});
        return *mine;
    }
};

}  // namespace hotline
