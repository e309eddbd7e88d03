// What the tasks of hotlinectl share: the options, the way to Redis, and what they end with.
#pragma once

#include <stdexcept>
#include <string>

#include "base/secrets.hpp"
#include "ctl/options.hpp"
#include "ctl/report.hpp"
#include "redis/link_pool.hpp"

namespace hotline::ctl {

struct Session {
    Options options;
    redis::LinkPool& link;
    Secrets secrets;
    int partitions = 0;
    std::string output;
    int exit_code = 0;

    /// 1 if there is anything in it.
    void finish_with(const Report& report) {
        output = options.json ? to_json(report) : to_text(report);
        if (!report.lines.empty()) exit_code = 1;
    }
};

/// A failure ends the task: std::runtime_error, which main() prints.
template <class T>
T value_of(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace hotline::ctl
