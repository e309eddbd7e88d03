// An immutable little table of configured things.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hotline {

/// Configured things in file order, found by id in O(1).
template <class T>
class Table {
public:
    static constexpr int kAbsent = -1;

    /// False, and nothing changes, when the id exists already.
    bool add(T item) {
        const auto [position, fresh] = index_.try_emplace(key(item), static_cast<int>(items_.size()));
        if (fresh) items_.push_back(std::move(item));
        return fresh;
    }
    [[nodiscard]] int index(std::string_view id) const {
        const auto found = index_.find(id);
        return found == index_.end() ? kAbsent : found->second;
    }
    [[nodiscard]] const T* find(std::string_view id) const {
        const auto position = index(id);
        return position == kAbsent ? nullptr : &items_[static_cast<std::size_t>(position)];
    }
    [[nodiscard]] bool has(std::string_view id) const { return index(id) != kAbsent; }
    [[nodiscard]] const std::vector<T>& all() const { return items_; }
    [[nodiscard]] static const std::string& key(const T& item) {
        if constexpr (requires { item.code; }) {
            return item.code;
        } else if constexpr (requires { item.id.value; }) {
            return item.id.value;
        } else {
            return item.id;
        }
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    std::vector<T> items_;
    std::unordered_map<std::string, int, Hash, std::equal_to<>> index_;
};

}  // namespace hotline
