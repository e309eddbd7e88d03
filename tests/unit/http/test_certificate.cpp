#include "test_certificate.hpp"

#include <cstdlib>
#include <map>
#include <stdexcept>

namespace hotline::http {

namespace {

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "hotline-tls-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for certificates");
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] TlsFiles make(const std::string& name) const {
        TlsFiles files{path_ / (name + ".pem"), path_ / (name + ".key")};
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
            "-keyout " +
            files.key.string() + " -out " + files.certificate.string() + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
        return files;
    }

private:
    std::filesystem::path path_;
};

}  // namespace

const TlsFiles& test_certificate(const std::string& name) {
    static const Folder kFolder;
    static std::map<std::string, TlsFiles> made;
    const auto [files, is_new] = made.try_emplace(name);
    if (is_new) files->second = kFolder.make(name);
    return files->second;
}

}  // namespace hotline::http
