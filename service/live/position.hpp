// Where in the events of all partitions somebody has arrived: the id of a live event. The same on every node, so a
// viewer may go on at another one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace hotline::live {

/// Where one partition has arrived: how many events it has had, and the first bytes of the last one's link
/// (store/event_chain).
struct Mark {
    long long count = 0;
    std::uint32_t tag = 0;
    bool operator==(const Mark&) const = default;
};

/// One count for each partition; the revision of the roster, by which it shows whether somebody's rights have changed
/// since; and a seal made of the links at these counts: in a data set that was set back to an
/// earlier moment the same counts mean other events, and the seal tells.
class Position {
public:
    explicit Position(std::size_t partitions) : marks_(partitions) {}

    [[nodiscard]] const std::vector<Mark>& marks() const { return marks_; }
    void set(int partition, Mark mark) { marks_[static_cast<std::size_t>(partition)] = mark; }
    void set_roster(Revision roster) { roster_ = roster; }

    /// base64url: a version, the counts and the roster's revision as varints, the seal.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Mark> marks_;
    Revision roster_ = 0;
};

/// As a client gave it back: counts are known, and whether the links were these says the seal.
struct ClaimedPosition {
    std::vector<long long> counts;
    Revision roster = 0;
    std::uint32_t seal = 0;

    /// Nothing: it is not the text of a position of so many partitions.
    [[nodiscard]] static std::optional<ClaimedPosition> parse(std::string_view text, std::size_t partitions);
};
[[nodiscard]] std::uint32_t seal_of(const std::vector<Mark>& marks);

}  // namespace hotline::live
