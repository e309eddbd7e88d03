// A file as one text, whatever its size: its pages are read when they are looked at.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"

namespace hotline::ctl {

class MappedFile {
public:
    /// kBadConfiguration: it cannot be read.
    [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& file);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&&) = delete;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    [[nodiscard]] std::string_view text() const { return text_; }

private:
    explicit MappedFile(std::string_view text) : text_(text) {}

    std::string_view text_;
};

}  // namespace hotline::ctl
