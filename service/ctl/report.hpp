// What a task tells: line by line, or as one JSON object.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hotline::ctl {

struct Line {
    std::string what;   ///< a ticket's number, or a key
    std::string kind;   ///< queue, assigned, timer, stray, events, callers, idempotency, missing, unreadable; of an
                        ///< audit: altered, removed, inserted, reordered, head, history, rollback
    std::string about;  ///< the key, or what is wrong
    std::string where = {};  ///< of an audit: key and id of the entry, where there is one
};

struct Report {
    std::vector<Line> lines;
    std::map<std::string, long long> counts;
    double seconds = 0;
};

/// A line for each, then "tickets 12, problems 0 …" and how long it took.
[[nodiscard]] std::string to_text(const Report& report);
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace hotline::ctl
