// One of the city's files replaced by anything: refused with its mistakes, or taken. The first byte says which file.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "settings/load_configuration.hpp"
#include "settings/load_people.hpp"

namespace {

/// A place for the file, gone with the process.
class Scratch {
public:
    Scratch() : path_(std::filesystem::temp_directory_path() / ("hotline-fuzz-" + std::to_string(getpid()))) {}
    ~Scratch() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::filesystem::path& holding(std::string_view content) const {
        std::ofstream(path_, std::ios::binary) << content;
        return path_;
    }

private:
    std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hotline;
    static const Scratch scratch;
    if (size == 0) return -1;
    const auto& file = scratch.holding({reinterpret_cast<const char*>(data) + 1, size - 1});
    const auto files = configuration_files();
    const std::size_t which = data[0] % (files.size() + 1);
    if (which == files.size()) {
        (void)load_people(file, {{}, {}});
    } else {
        (void)load_configuration(HOTLINE_SOURCE_DIR "/config", {{std::string(files[which]), file}});
    }
    return 0;
}
