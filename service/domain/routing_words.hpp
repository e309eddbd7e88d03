// Finds every configured word in a text in one pass over its bytes (Aho–Corasick).
// Routing looks for several hundred words in about a kilobyte of text inside a budget of microseconds; asking for one
// word after the other would read the text several hundred times. Debian packages no library for it: the multi-pattern
// matchers that it has (Hyperscan, RE2::Set) compile regular expressions, need megabytes or another architecture's
// instructions, and report overlapping words only in part. UTF-8 is self-synchronising, so bytes that match are
// characters that match.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hotline {

/// A set of small integers: the words found in a text, or the words (categories, sectors …) that a condition asks for.
class IndexSet {
public:
    IndexSet() = default;
    explicit IndexSet(std::size_t capacity) : words_((capacity + 63) / 64) {}
    void insert(std::size_t index);
    [[nodiscard]] bool contains(std::size_t index) const;
    [[nodiscard]] bool includes(const IndexSet& other) const;
    [[nodiscard]] int count_common(const IndexSet& other) const;
    [[nodiscard]] bool meets(const IndexSet& other) const;
    [[nodiscard]] std::vector<std::size_t> common(const IndexSet& other) const;
    [[nodiscard]] std::vector<std::size_t> all() const;
    [[nodiscard]] bool empty() const;

private:
    std::vector<std::uint64_t> words_;
};

/// A word is found wherever it occurs; Latin letters match in either case, and where a word begins or ends with a Latin
/// letter or a digit the text must not go on with one ("128" is not in "13128", "fire" not in "firewall"). Immutable
/// once built.
class WordSearch {
public:
    WordSearch();
    /// The index of the word, the same for the same word (case apart). Empty words are never found. Not after `build`.
    std::size_t add(std::string_view word);
    void build();

    [[nodiscard]] std::size_t size() const { return words_.size(); }
    [[nodiscard]] const std::string& word(std::size_t index) const { return words_[index]; }
    /// Adds the indexes of the words that occur in `text` to `found` (capacity: `size()`).
    void find(std::string_view text, IndexSet& found) const;

private:
    using State = std::uint32_t;
    static constexpr State kWordEnds = State{1} << 31;
    struct Node {
        State next_output = 0;  ///< the longest proper suffix that is a word; 0: none
        std::int32_t word = -1;
    };
    [[nodiscard]] bool on_boundary(std::string_view text, std::size_t end, const std::string& word) const;
    void number_bytes();
    void insert_all();
    void link_suffixes();
    void place_rows();

    std::vector<std::string> words_;
    std::array<std::uint8_t, 256> column_{};  ///< bytes that occur in no word share column 0
    std::size_t columns_ = 1;
    /// State × column → state, complete: no fallback while searching. Once built, a state is the place of its row,
    /// marked with kWordEnds.
    std::vector<State> step_;
    std::vector<Node> nodes_;
};

}  // namespace hotline
