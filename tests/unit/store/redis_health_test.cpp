#include "store/redis_health.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

constexpr std::string_view kHealthy =
    "# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\nmaxmemory:4294967296\r\nmaxmemory_human:4.00G\r\n"
    "# Persistence\r\naof_enabled:1\r\naof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n"
    "# Replication\r\nrole:master\r\nconnected_slaves:0\r\nmaster_repl_offset:5000\r\n";

std::string with(std::string_view line, std::string_view instead) {
    std::string info(kHealthy);
    return info.replace(info.find(line), line.size(), instead);
}

TEST(RedisHealth, IsReadFromWhatInfoAnswers) {
    const auto figures = read_health(kHealthy);
    EXPECT_TRUE(figures.log_ok);
    EXPECT_EQ(figures.memory_used, 1'048'576);
    EXPECT_EQ(figures.memory_limit, 4'294'967'296);
    EXPECT_EQ(figures.replicas, 0);
    EXPECT_FALSE(figures.lag);
}

TEST(RedisHealth, ALogThatIsOffOrCannotBeWrittenIsNotFine) {
    EXPECT_FALSE(read_health(with("aof_enabled:1", "aof_enabled:0")).log_ok);
    EXPECT_FALSE(read_health(with("aof_last_write_status:ok", "aof_last_write_status:err")).log_ok);
    EXPECT_FALSE(read_health(with("aof_last_bgrewrite_status:ok", "aof_last_bgrewrite_status:err")).log_ok);
    EXPECT_FALSE(read_health("").log_ok);
}

TEST(RedisHealth, TheReplicaThatIsFurthestBehindCounts) {
    const auto figures =
        read_health(with("connected_slaves:0\r\n",
                         "connected_slaves:2\r\nslave0:ip=10.0.0.2,port=6379,state=online,offset=4990,lag=0\r\n"
                         "slave1:ip=10.0.0.3,port=6379,state=online,offset=1200,lag=4\r\n"));
    EXPECT_EQ(figures.replicas, 2);
    EXPECT_EQ(figures.lag, 3'800);
}

}  // namespace
}  // namespace hotline
