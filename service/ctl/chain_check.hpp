// One partition's chain of events, looked at whole. Pure: what was read is added, then the findings are asked for.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/keyed_hash.hpp"
#include "ctl/report.hpp"
#include "domain/ticket.hpp"
#include "store/event_chain.hpp"
#include "store/event_log.hpp"

namespace hotline::ctl {

/// Tells two events apart; nobody without the secret can make two that it takes for one.
using EventMark = std::array<char, 16>;

/// An event as it stands in a ticket's history or in the stream.
struct ToldEvent {
    EventMark mark{};
    Revision revision = 0;  ///< as it says itself; 0: it cannot be read
};
[[nodiscard]] ToldEvent told(const KeyedHash& hash, int partition, std::string_view event);

class ChainCheck {
public:
    struct Entry {
        std::string id;
        long long serial = 0;
        ToldEvent event;
        ChainLink link;          ///< count 0: it has none, or what is none
        bool chained = false;    ///< it has a link, or what should be one
        bool follows = false;    ///< its link was made from one that stands in the stream, or from none
        bool begins = false;     ///< from none, although it is not the first
        bool proves = false;     ///< the next link was made from its link, or the head is its link
        bool misquoted = false;  ///< the same of the link that it should have
        ChainKey key;            ///< only where it does not follow the entry before it
    };

    ChainCheck(const KeyedHash& hash, int partition) : hash_(hash), partition_(partition) {}

    /// The next one of the stream.
    void add(const LoggedEvent& logged);
    [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
    /// The entry's key in Redis and its id.
    [[nodiscard]] std::string place_of(const Entry& entry) const;
    /// How many events stand before the chain begins.
    [[nodiscard]] long long unchained() const { return unchained_; }

    /// After the last add(), once. The heads as they were before the first entry was read, and after the last was.
    [[nodiscard]] std::vector<Line> findings(const std::string& head_before, const std::string& head_after);
    /// After findings(): nothing, or that the chain has not, or no longer, this link.
    [[nodiscard]] std::optional<Line> missing(const ChainLink& link) const;

private:
    using Counted = std::map<long long, std::vector<std::size_t>>;

    void connect(const std::vector<std::size_t>& candidates, const std::vector<std::size_t>& before);
    void connect_one(Entry& entry, const std::vector<std::size_t>& before);
    void take_head(const std::vector<std::size_t>& candidates, const ChainLink& head);
    void judge(long long count, const std::vector<std::size_t>& candidates);
    void judge_best(const Entry& entry, long long count);
    void find_gaps();
    void find_moved();
    void compare_head(const std::string& before, const std::string& after);
    /// Another entry, or the beginning, stands where its link must come from.
    [[nodiscard]] bool has_predecessor(long long count) const;
    [[nodiscard]] long long last_count() const;
    [[nodiscard]] bool has(const ChainLink& link) const;
    [[nodiscard]] std::string wrong_with(const std::string& before, const std::string& after) const;
    void report(const Entry& entry, std::string kind, std::string about);
    void report_head(std::string kind, std::string about);

    const KeyedHash& hash_;
    int partition_;
    std::vector<Entry> entries_;
    ChainLink last_;                         ///< of the last entry that was added
    std::optional<std::size_t> last_index_;  ///< that entry
    long long unchained_ = 0;                ///< before the first that is chained
    bool begun_ = false;
    Counted by_count_;
    std::map<std::size_t, ChainLink> expected_;  ///< of entries that do not follow: the link they should have
    std::vector<std::size_t> present_;           ///< one entry a count, by count
    std::vector<std::size_t> genuine_;           ///< those of them that something proves
    std::vector<Line> lines_;
};

}  // namespace hotline::ctl
