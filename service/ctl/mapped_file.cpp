#include "ctl/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace hotline::ctl {

Result<MappedFile> MappedFile::open(const std::filesystem::path& file) {
    const auto unreadable = [&] { return fail(ErrorCode::kBadConfiguration, file.string() + ": cannot be read"); };
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable();
    struct stat about{};
    const bool known = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
    const auto size = static_cast<std::size_t>(known ? about.st_size : 0);
    void* const begin = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
    ::close(descriptor);
    if (!known || begin == MAP_FAILED) return unreadable();
    return MappedFile(size > 0 ? std::string_view(static_cast<const char*>(begin), size) : std::string_view());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : text_(std::exchange(other.text_, {})) {}

MappedFile::~MappedFile() {
    if (!text_.empty()) ::munmap(const_cast<char*>(text_.data()), text_.size());
}

}  // namespace hotline::ctl
