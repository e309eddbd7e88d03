// The series of one metric family, found by label values without a lock and without building a label map.
#pragma once

#include <prometheus/family.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotline::telemetry {

/// What a label value becomes that configuration does not know, so that no caller can make series without end.
inline constexpr std::string_view kOtherLabel = "other";
/// What an absent value becomes (a ticket at the duty desk has no task force).
inline constexpr std::string_view kNoLabel = "none";

/// One label of a family and the values it may have; anything else is folded to "other".
class Dimension {
public:
    Dimension(std::string label, std::vector<std::string> values)
        : label_(std::move(label)), values_(std::move(values)) {
        std::ranges::sort(values_);
        const auto repeated = std::ranges::unique(values_);
        values_.erase(repeated.begin(), repeated.end());
        known_ = values_.size();
        values_.emplace_back(kOtherLabel);
    }

    [[nodiscard]] std::size_t index_of(std::string_view value) const {
        const auto end = values_.begin() + static_cast<std::ptrdiff_t>(known_);
        const auto found = std::lower_bound(values_.begin(), end, value, std::less<>{});
        return found != end && *found == value ? static_cast<std::size_t>(found - values_.begin()) : known_;
    }

    [[nodiscard]] const std::string& label() const { return label_; }
    [[nodiscard]] const std::string& value(std::size_t index) const { return values_[index]; }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] std::size_t known() const { return known_; }

private:
    std::string label_;
    std::vector<std::string> values_;  // sorted, then "other"
    std::size_t known_ = 0;
};

/// Immutable but for series that are made on first use (those with an "other" label). Thread-safe; series live as long
/// as their family.
template <class Metric, std::size_t kLabels>
class SeriesTable {
public:
    using Values = std::array<std::string_view, kLabels>;
    using Make = std::function<Metric&(const prometheus::Labels&)>;

    SeriesTable(Make make, std::array<Dimension, kLabels> dimensions)
        : make_(std::move(make)), dimensions_(std::move(dimensions)) {
        std::size_t size = 1;
        for (const auto& dimension : dimensions_) size *= dimension.size();
        cells_ = std::vector<std::atomic<Metric*>>(size);
    }

    [[nodiscard]] Metric& at(const Values& values) const {
        std::size_t cell = 0;
        for (std::size_t i = 0; i < kLabels; ++i) {
            cell = cell * dimensions_[i].size() + dimensions_[i].index_of(values[i]);
        }
        if (auto* metric = cells_[cell].load(std::memory_order_acquire)) return *metric;
        return make(cell);
    }

    /// Every combination of known values exists afterwards, at zero.
    void make_all_known() const {
        for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
            if (is_known(cell)) make(cell);
        }
    }

private:
    [[nodiscard]] bool is_known(std::size_t cell) const {
        for (std::size_t i = kLabels; i-- > 0;) {
            if (cell % dimensions_[i].size() == dimensions_[i].known()) return false;
            cell /= dimensions_[i].size();
        }
        return true;
    }

    // Two threads may race here: the family gives both the same series.
    Metric& make(std::size_t cell) const {
        prometheus::Labels labels;
        auto rest = cell;
        for (std::size_t i = kLabels; i-- > 0;) {
            const auto& dimension = dimensions_[i];
            labels.emplace(dimension.label(), dimension.value(rest % dimension.size()));
            rest /= dimension.size();
        }
        auto& metric = make_(labels);
        cells_[cell].store(&metric, std::memory_order_release);
        return metric;
    }

    Make make_;
    std::array<Dimension, kLabels> dimensions_;
    mutable std::vector<std::atomic<Metric*>> cells_;
};

}  // namespace hotline::telemetry
