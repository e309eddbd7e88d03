#include "ctl/history_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hotline::ctl {
namespace {

class Comparison {
public:
    Comparison(const ChainCheck& chain, const TicketNumber& ticket, const std::vector<ToldEvent>& history,
               const Streamed& streamed)
        : chain_(chain), ticket_(ticket), history_(history), streamed_(streamed) {}

    std::vector<Line> run() {
        if (same()) return {};
        for (std::size_t i = 0; i < history_.size(); ++i) look_for(i);
        for (std::size_t i = 0; i < streamed_.entries.size(); ++i) expect(i);
        if (lines_.empty()) add("tells the same events as the stream in another order, or one of them twice");
        return std::move(lines_);
    }

private:
    [[nodiscard]] bool same() const {
        const auto& entries = streamed_.entries;
        if (history_.size() < streamed_.before || history_.size() > entries.size()) return false;
        return std::ranges::equal(history_, std::span(entries).first(history_.size()), {}, &ToldEvent::mark,
                                  [](const ChainCheck::Entry* entry) { return entry->event.mark; });
    }

    /// An event of the history in the stream: itself, or another with its revision. What nobody can read is called by
    /// its place.
    void look_for(std::size_t index) {
        const ToldEvent& event = history_[index];
        const Revision revision = event.revision > 0 ? event.revision : static_cast<Revision>(index) + 1;
        const ChainCheck::Entry* other = nullptr;
        for (const ChainCheck::Entry* const entry : streamed_.entries) {
            if (entry->event.mark == event.mark) return;
            if (entry->event.revision == revision) other = entry;
        }
        if (other == nullptr) {
            add(fmt::format("revision {} is missing in the stream", revision));
        } else {
            altered_.push_back(other);
            add(fmt::format("revision {} is not the one in the stream", revision), chain_.place_of(*other));
        }
    }

    void expect(std::size_t index) {
        const ChainCheck::Entry* const entry = streamed_.entries[index];
        if (index >= streamed_.before || std::ranges::find(altered_, entry) != altered_.end()) return;
        if (std::ranges::find(history_, entry->event.mark, &ToldEvent::mark) != history_.end()) return;
        add(fmt::format("revision {} is missing in the ticket's own history", entry->event.revision),
            chain_.place_of(*entry));
    }

    void add(std::string about, std::string where = {}) {
        lines_.push_back({ticket_.text(), "history", std::move(about), std::move(where)});
    }

    const ChainCheck& chain_;
    const TicketNumber& ticket_;
    const std::vector<ToldEvent>& history_;
    const Streamed& streamed_;
    std::vector<const ChainCheck::Entry*> altered_;
    std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> compare_history(const ChainCheck& chain, const TicketNumber& ticket,
                                  const std::vector<ToldEvent>& history, const Streamed& streamed) {
    return Comparison(chain, ticket, history, streamed).run();
}

}  // namespace hotline::ctl
