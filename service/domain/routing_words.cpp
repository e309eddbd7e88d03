#include "domain/routing_words.hpp"

#include <algorithm>
#include <bit>

namespace hotline {

namespace {

constexpr unsigned char folded(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value >= 'A' && value <= 'Z' ? static_cast<unsigned char>(value + ('a' - 'A')) : value;
}

constexpr bool is_latin_or_digit(char byte) {
    const auto value = folded(byte);
    return (value >= 'a' && value <= 'z') || (value >= '0' && value <= '9');
}

}  // namespace

void IndexSet::insert(std::size_t index) {
    if (index / 64 >= words_.size()) words_.resize(index / 64 + 1);
    words_[index / 64] |= std::uint64_t{1} << (index % 64);
}

bool IndexSet::contains(std::size_t index) const {
    return index / 64 < words_.size() && ((words_[index / 64] >> (index % 64)) & 1U) != 0;
}

bool IndexSet::includes(const IndexSet& other) const {
    for (std::size_t i = 0; i < other.words_.size(); ++i) {
        const auto mine = i < words_.size() ? words_[i] : 0;
        if ((other.words_[i] & ~mine) != 0) return false;
    }
    return true;
}

int IndexSet::count_common(const IndexSet& other) const {
    int count = 0;
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
        count += std::popcount(words_[i] & other.words_[i]);
    }
    return count;
}

bool IndexSet::meets(const IndexSet& other) const {
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
        if ((words_[i] & other.words_[i]) != 0) return true;
    }
    return false;
}

std::vector<std::size_t> IndexSet::common(const IndexSet& other) const {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
        for (auto bits = words_[i] & other.words_[i]; bits != 0; bits &= bits - 1) {
            indexes.push_back(i * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        }
    }
    return indexes;
}

std::vector<std::size_t> IndexSet::all() const { return common(*this); }

bool IndexSet::empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t bits) { return bits == 0; });
}

WordSearch::WordSearch() { build(); }

std::size_t WordSearch::add(std::string_view word) {
    std::string key(word);
    std::ranges::transform(key, key.begin(), [](char byte) { return static_cast<char>(folded(byte)); });
    const auto found = std::ranges::find(words_, key);
    if (found != words_.end()) return static_cast<std::size_t>(found - words_.begin());
    words_.push_back(std::move(key));
    return words_.size() - 1;
}

void WordSearch::build() {
    number_bytes();
    nodes_.assign(1, {});
    step_.assign(columns_, 0);
    insert_all();
    link_suffixes();
    place_rows();
}

void WordSearch::number_bytes() {
    column_.fill(0);
    columns_ = 1;
    for (const auto& word : words_) {
        for (const char byte : word) {
            auto& column = column_[folded(byte)];
            if (column == 0) column = static_cast<std::uint8_t>(columns_++);
        }
    }
    for (std::size_t upper = 'A'; upper <= 'Z'; ++upper) column_[upper] = column_[upper - 'A' + 'a'];
}

void WordSearch::insert_all() {
    for (std::size_t index = 0; index < words_.size(); ++index) {
        if (words_[index].empty()) continue;
        State state = 0;
        for (const char byte : words_[index]) {
            const auto at = state * columns_ + column_[folded(byte)];
            if (step_[at] == 0) {
                step_[at] = static_cast<State>(nodes_.size());
                nodes_.emplace_back();
                step_.resize(step_.size() + columns_, 0);
            }
            state = step_[at];
        }
        nodes_[state].word = static_cast<std::int32_t>(index);
    }
}

// Breadth first: when a state is reached its suffix, which is shorter, is complete already.
void WordSearch::link_suffixes() {
    std::vector<State> suffix(nodes_.size(), 0);
    std::vector<State> order{0};
    for (std::size_t next = 0; next < order.size(); ++next) {
        const auto state = order[next];
        for (std::size_t column = 0; column < columns_; ++column) {
            auto& child = step_[state * columns_ + column];
            const auto by_suffix = state == 0 ? 0 : step_[suffix[state] * columns_ + column];
            if (child == 0) {
                child = by_suffix;
                continue;
            }
            suffix[child] = by_suffix;
            nodes_[child].next_output = nodes_[by_suffix].word >= 0 ? by_suffix : nodes_[by_suffix].next_output;
            order.push_back(child);
        }
    }
}

// The search takes one step for each byte of a call's text: no multiplication, no second lookup.
void WordSearch::place_rows() {
    for (State& state : step_) {
        const bool ends = nodes_[state].word >= 0 || nodes_[state].next_output != 0;
        state = static_cast<State>(state * columns_) | (ends ? kWordEnds : 0);
    }
}

bool WordSearch::on_boundary(std::string_view text, std::size_t end, const std::string& word) const {
    const auto begin = end - word.size();
    if (begin > 0 && is_latin_or_digit(word.front()) && is_latin_or_digit(text[begin - 1])) return false;
    return end >= text.size() || !is_latin_or_digit(word.back()) || !is_latin_or_digit(text[end]);
}

void WordSearch::find(std::string_view text, IndexSet& found) const {
    State row = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const State next = step_[row + column_[static_cast<unsigned char>(text[at])]];
        row = next & ~kWordEnds;
        if (row == next) continue;
        for (auto end = static_cast<State>(row / columns_); end != 0; end = nodes_[end].next_output) {
            const auto index = nodes_[end].word;
            if (index < 0) continue;
            const auto position = static_cast<std::size_t>(index);
            if (on_boundary(text, at + 1, words_[position])) found.insert(position);
        }
    }
}

}  // namespace hotline
