#include "ctl/chain_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/keys.hpp"
#include "store/ticket_document.hpp"

namespace hotline::ctl {
namespace {

EventMark mark_of(const ChainKey& key) {
    EventMark mark{};
    std::ranges::copy(from_hex(key.inner().substr(0, 2 * mark.size())), mark.begin());
    return mark;
}

ToldEvent told_by(const ChainKey& key, std::string_view text) {
    const auto event = decode_event(text);
    return {mark_of(key), event ? event->revision : 0};
}

/// Count 0: there is none, or what is none.
ChainLink link_or_none(std::string_view text) { return parse_link(text).value_or(ChainLink{}); }

ChainLink genesis(long long before) { return {{}, before}; }

}  // namespace

ToldEvent told(const KeyedHash& hash, int partition, std::string_view event) {
    return told_by(chain_key(hash, partition, event), event);
}

void ChainCheck::add(const LoggedEvent& logged) {
    Entry entry;
    entry.id = logged.id;
    entry.serial = logged.serial;
    entry.chained = logged.serial == 0 || !logged.link.empty();
    entry.link = logged.serial == 0 ? ChainLink{} : link_or_none(logged.link);
    ChainKey key = chain_key(hash_, partition_, logged.event);
    entry.event = told_by(key, logged.event);
    if (!begun_ && !entry.chained) last_ = genesis(++unchained_);
    begun_ = begun_ || entry.chained;
    if (entry.link.count > 0) {
        entry.follows = link_after(last_, key, entry.serial) == entry.link;
        if (!entry.follows) entry.key = std::move(key);
        if (entry.follows && last_index_) entries_[*last_index_].proves = true;
        last_ = entry.link;
        last_index_ = entries_.size();
    }
    entries_.push_back(std::move(entry));
}

std::string ChainCheck::place_of(const Entry& entry) const { return keys::events(partition_) + " " + entry.id; }

void ChainCheck::report(const Entry& entry, std::string kind, std::string about) {
    const std::string ticket = entry.serial > 0 && partition_ != keys::kAccessLog
                                   ? TicketNumber(partition_, entry.serial).text()
                                   : keys::events(partition_);
    lines_.push_back({ticket, std::move(kind), std::move(about), place_of(entry)});
}

void ChainCheck::report_head(std::string kind, std::string about) {
    lines_.push_back({keys::chain(partition_), std::move(kind), std::move(about)});
}

std::vector<Line> ChainCheck::findings(const std::string& head_before, const std::string& head_after) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[i];
        const bool old = static_cast<long long>(i) < unchained_;
        if (entry.link.count > 0) {
            by_count_[entry.link.count].push_back(i);
        } else if (entry.chained) {
            report(entry, "inserted", "is no event that the service writes");
        } else if (!old) {
            report(entry, "inserted", "has no link: it is forged, or a node of an older version wrote it");
        }
    }
    const ChainLink head = link_or_none(head_after);
    for (const auto& [count, candidates] : by_count_) {
        const auto before = by_count_.find(count - 1);
        connect(candidates, before == by_count_.end() ? std::vector<std::size_t>{} : before->second);
        take_head(candidates, head);
    }
    for (const auto& [count, candidates] : by_count_) judge(count, candidates);
    find_gaps();
    find_moved();
    compare_head(head_before, head_after);
    return std::move(lines_);
}

/// `before`: the entries with the count before theirs.
void ChainCheck::connect(const std::vector<std::size_t>& candidates, const std::vector<std::size_t>& before) {
    for (const std::size_t i : candidates) {
        Entry& entry = entries_[i];
        if (!entry.follows) connect_one(entry, before);
        if (entry.follows) continue;
        const ChainLink previous = before.empty() ? genesis(entry.link.count - 1) : entries_[before.front()].link;
        expected_[i] = link_after(previous, entry.key, entry.serial);
    }
}

void ChainCheck::connect_one(Entry& entry, const std::vector<std::size_t>& before) {
    const auto made_from = [&](const ChainLink& previous) {
        return link_after(previous, entry.key, entry.serial) == entry.link;
    };
    for (const std::size_t i : before) {
        Entry& previous = entries_[i];
        const auto right = expected_.find(i);
        const bool quoted = made_from(previous.link);
        const bool misquoted = !quoted && right != expected_.end() && made_from(right->second);
        if (!quoted && !misquoted) continue;
        entry.follows = true;
        (quoted ? previous.proves : previous.misquoted) = true;
        return;
    }
    entry.begins = made_from(genesis(entry.link.count - 1));
    entry.follows = entry.begins;
}

void ChainCheck::take_head(const std::vector<std::size_t>& candidates, const ChainLink& head) {
    for (const std::size_t i : candidates) {
        const auto right = expected_.find(i);
        if (entries_[i].link == head) entries_[i].proves = true;
        if (right != expected_.end() && right->second == head) entries_[i].misquoted = true;
    }
}

/// Of several entries with one count one is genuine at most; the others were put in.
void ChainCheck::judge(long long count, const std::vector<std::size_t>& candidates) {
    const auto weight = [&](std::size_t i) {
        const Entry& entry = entries_[i];
        return 2 * (entry.follows || entry.misquoted ? 1 : 0) + (entry.proves ? 1 : 0);
    };
    const std::size_t best = *std::ranges::max_element(candidates, {}, weight);
    for (const std::size_t i : candidates) {
        if (i == best) continue;
        const bool copied = entries_[i].event.mark == entries_[best].event.mark;
        report(entries_[i], "inserted", copied ? "is a copy of another event" : "stands where another event belongs");
    }
    const Entry& entry = entries_[best];
    judge_best(entry, count);
    const bool genuine = entry.follows || entry.proves || entry.misquoted;
    if (genuine || has_predecessor(count)) present_.push_back(best);
    if (genuine) genuine_.push_back(best);
}

bool ChainCheck::has_predecessor(long long count) const {
    return by_count_.contains(count - 1) || count == unchained_ + 1;
}

void ChainCheck::judge_best(const Entry& entry, long long count) {
    if (entry.begins && !genuine_.empty()) {
        report(entry, "head", "began the chain anew: its head had been taken away");
    } else if (entry.misquoted) {
        report(entry, "altered", "has another link than it was given");
    } else if (!entry.follows && has_predecessor(count)) {
        report(entry, "altered", "is not the event that its link was made for");
    } else if (!entry.follows && !entry.proves) {
        report(entry, "inserted", "nothing proves it");
    }
}

void ChainCheck::find_gaps() {
    long long expected = unchained_ + 1;
    for (const std::size_t i : present_) {
        const long long count = entries_[i].link.count;
        const long long lost = count - expected;
        if (lost > 0) report(entries_[i], "removed", fmt::format("{} before it", lost));
        if (lost < 0) report(entries_[i], "inserted", fmt::format("{} before the chain begins", -lost));
        expected = count + 1;
    }
}

void ChainCheck::find_moved() {
    std::vector<std::size_t> in_stream = genuine_;
    std::ranges::sort(in_stream);
    long long highest = 0;
    for (const std::size_t i : in_stream) {
        const long long count = entries_[i].link.count;
        if (count < highest) report(entries_[i], "reordered", "stands behind events that came after it");
        highest = std::max(highest, count);
    }
}

long long ChainCheck::last_count() const { return by_count_.empty() ? unchained_ : by_count_.rbegin()->first; }

bool ChainCheck::has(const ChainLink& link) const {
    return link.count > 0 && std::ranges::find(entries_, link, &Entry::link) != entries_.end();
}

void ChainCheck::compare_head(const std::string& before, const std::string& after) {
    const ChainLink head = link_or_none(before);
    if (head.count > last_count()) {
        const long long lost = head.count - last_count();
        report_head("removed", fmt::format("{} at the end of {}", lost, keys::events(partition_)));
    } else if (const std::string wrong = wrong_with(before, after); !wrong.empty()) {
        report_head("head", wrong);
    }
}

std::string ChainCheck::wrong_with(const std::string& before, const std::string& after) const {
    const ChainLink head = link_or_none(after);
    if (!begun_ && after.empty()) return "";
    if (head.count == 0) return after.empty() ? "is gone" : "is no link";
    if (head.count < last_count()) return fmt::format("names event {}, there are {}", head.count, last_count());
    if (head.count == last_count() && !has(head)) return "is not the link of the last event";
    if (!before.empty() && !has(link_or_none(before))) return "was not the link of any event";
    return "";
}

std::optional<Line> ChainCheck::missing(const ChainLink& link) const {
    if (link.count == 0 || has(link)) return std::nullopt;
    const std::string about = by_count_.contains(link.count)
                                  ? fmt::format("event {} is another than in the head that was kept", link.count)
                                  : fmt::format("event {} of the head that was kept is not there", link.count);
    return Line{keys::chain(partition_), "rollback", about, ""};
}

}  // namespace hotline::ctl
