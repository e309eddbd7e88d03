// The tasks of hotlinectl from its options to its exit code.
#pragma once

#include "ctl/options.hpp"

namespace hotline::ctl {

/// Prints what it found. 0: all is well; 1: it found a problem. Throws std::runtime_error, which says what is
/// wrong: a file, the store, the configuration.
[[nodiscard]] int run(const Options& options);

}  // namespace hotline::ctl
