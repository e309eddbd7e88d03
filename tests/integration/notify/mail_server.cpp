#include "mail_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/redis_server.hpp"

namespace hotline::notify::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

// The folder may be anybody's: where root tests, Exim gives up being root.
constexpr auto kForAll = fs::perms::all;

[[noreturn]] void broken(const std::string& what) { throw std::runtime_error("exim4 for a test: " + what); }

std::string content_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

pid_t launch(const std::vector<std::string>& words, const fs::path& output) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) broken("it cannot be started");
    return pid;
}

bool answers(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool good = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return good;
}

/// Root itself is whom Exim never delivers as.
std::string deliverer() {
    if (::geteuid() == 0) return "Debian-exim";
    const passwd* const entry = ::getpwuid(::geteuid());
    if (entry == nullptr) broken("who runs it has no name");
    return entry->pw_name;
}

std::string from_base64(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          "\r\n", &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        broken("what arrived is not base64: " + text);
    }
    bytes.resize(size);
    return bytes;
}

/// RFC 2047, as far as we write it: encoded words, and spaces between them that are none.
std::string decoded(const std::string& value) {
    static const std::string kBegin = "=?UTF-8?B?";
    if (!value.starts_with(kBegin)) return value;
    std::string text;
    for (std::size_t at = 0; at < value.size();) {
        const auto end = value.find("?=", at + kBegin.size());
        text += from_base64(value.substr(at + kBegin.size(), end - at - kBegin.size()));
        at = std::min(value.find_first_not_of(" ", end + 2), value.size());
    }
    return text;
}

Mail read_mail(const std::string& file) {
    const auto end = file.find("\n\n");
    Mail mail;
    std::istringstream lines(file.substr(0, end));
    std::string name;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(' ') || line.starts_with('\t')) {
            mail.headers[name] += " " + line.substr(1);
            continue;
        }
        name = line.substr(0, line.find(':'));
        mail.headers[name] = line.substr(std::min(line.find(':') + 2, line.size()));
    }
    for (auto& [each, value] : mail.headers) value = decoded(value);
    mail.text = from_base64(file.substr(end + 2));
    std::erase(mail.text, '\r');
    return mail;
}

}  // namespace

MailServer::MailServer()
    : port_(hotline::test::free_port()),
      tls_port_(hotline::test::free_port()),
      plain_port_(hotline::test::free_port()) {
    auto pattern = (fs::temp_directory_path() / "hotline-mail-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) broken("no temporary directory");
    folder_ = pattern;
    fs::permissions(folder_, kForAll);
    for (const auto* each : {"spool", "mail", "log"}) {
        fs::create_directory(folder_ / each);
        fs::permissions(folder_ / each, kForAll);
    }
    try {
        const auto made = launch({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                  "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                                  "subjectAltName=DNS:localhost", "-keyout", folder_ / "key.pem", "-out", ca_file()},
                                 folder_ / "log/openssl");
        int status = 0;
        ::waitpid(made, &status, 0);
        if (status != 0) broken("openssl made no certificate");
        fs::permissions(folder_ / "key.pem", fs::perms::others_read, fs::perm_options::add);
        std::ofstream(folder_ / "exim.conf") << configuration();
        pid_ = launch({"/usr/sbin/exim4", "-C", folder_ / "exim.conf", "-bdf"}, folder_ / "log/output");
        wait_until_ready();
    } catch (...) {
        end();
        throw;
    }
}

MailServer::~MailServer() { end(); }

void MailServer::end() {
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string MailServer::configuration() const {
    const auto folder = folder_.string();
    const auto plain = std::to_string(plain_port_);
    return "spool_directory = " + folder + "/spool\nlog_file_path = " + folder +
           "/log/%slog\npid_file_path = " + folder +
           "/exim.pid\nprimary_hostname = localhost\nlocal_interfaces = <; 127.0.0.1\ndaemon_smtp_ports = <; " +
           std::to_string(port_) + " ; " + std::to_string(tls_port_) + " ; " + plain +
           "\ntls_on_connect_ports = " + std::to_string(tls_port_) +
           "\ntls_advertise_hosts = ${if eq{$received_port}{" + plain + "}{}{*}}\ntls_certificate = " + ca_file() +
           "\ntls_privatekey = " + folder + "/key.pem\n" +
           R"(auth_advertise_hosts = ${if def:tls_in_cipher{*}{}}
acl_smtp_rcpt = recipient
acl_smtp_data = text
host_lookup =
keep_environment =
)" + (::geteuid() == 0 ? "" : "deliver_drop_privilege\n") +
           R"(begin acl
recipient:
  accept local_parts = open
  deny !authenticated = *
       message = 5.7.1 log in first
  deny local_parts = nobody
       message = 5.1.1 $local_part@$domain is unknown here
  defer local_parts = busy
  accept
text:
  deny condition = ${if eq{$recipients}{full@city.example.org}}
       message = 5.2.2 no room
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{city}}{eq{$auth3}{s3cret}}}}
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  maildir_format
  directory = )" +
           folder + "/mail\n  user = " + deliverer() + "\n";
}

void MailServer::wait_until_ready() const {
    const auto limit = std::chrono::steady_clock::now() + 30s;
    while (!answers(port_) || !answers(plain_port_)) {
        const bool has_ended = ::waitpid(pid_, nullptr, WNOHANG) != 0;
        if (has_ended || std::chrono::steady_clock::now() > limit) broken(content_of(folder_ / "log/output"));
        ::poll(nullptr, 0, 10);
    }
}

std::vector<Mail> MailServer::mailbox(std::size_t count) const {
    const auto limit = std::chrono::steady_clock::now() + 10s;
    std::vector<fs::path> files;
    while (files.size() < count && std::chrono::steady_clock::now() < limit) {
        ::poll(nullptr, 0, 10);  // Exim accepts first and delivers then
        files.clear();
        std::error_code not_yet;
        for (const auto& each : fs::directory_iterator(folder_ / "mail/new", not_yet)) files.push_back(each.path());
    }
    std::ranges::sort(files);  // their names begin with the time
    std::vector<Mail> mails;
    for (const auto& file : files) mails.push_back(read_mail(content_of(file)));
    return mails;
}

}  // namespace hotline::notify::test
