#include "support/redis_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace hotline::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 30s;

[[noreturn]] void broken(const std::string& what) { throw std::runtime_error("redis-server for a test: " + what); }

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

std::string encode(const std::vector<std::string>& command) {
    std::string out = "*" + std::to_string(command.size()) + "\r\n";
    for (const auto& word : command) out += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    return out;
}

void send_all(int socket, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        const auto n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) broken("it does not take commands");
        sent += static_cast<std::size_t>(n);
    }
}

std::string receive(int socket, std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t got = 0; got < size;) {
        const auto n = ::recv(socket, out.data() + got, size - got, 0);
        if (n <= 0) broken("it does not answer");
        got += static_cast<std::size_t>(n);
    }
    return out;
}

std::string receive_line(int socket) {
    std::string line;
    while (!line.ends_with("\r\n")) line += receive(socket, 1);
    line.resize(line.size() - 2);
    return line;
}

std::string receive_reply(int socket) {
    const auto line = receive_line(socket);
    if (line.starts_with('-')) return line;
    if (!line.starts_with('$')) return line.substr(1);
    const auto size = std::stoll(line.substr(1));
    if (size < 0) return {};
    auto text = receive(socket, static_cast<std::size_t>(size) + 2);
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::filesystem::path make_directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "hotline-redis-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) broken("no temporary directory");
    return pattern;
}

pid_t launch_program(const std::vector<std::string>& words, int output) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto parent = ::getpid();
    const auto pid = ::fork();
    if (pid < 0) broken("cannot fork");
    if (pid > 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

std::uint16_t free_port() {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        broken("no free port");
    }
    return ntohs(address.sin_port);
}

RedisServer::RedisServer(RedisOptions options) : options_(std::move(options)), directory_(make_directory()) {
    try {
        if (options_.tls) make_certificate();
        if (options_.tcp || options_.cluster) port_ = free_port();
        if (options_.tls) tls_port_ = free_port();
        if (options_.cluster) bus_port_ = free_port();
        start();
    } catch (...) {
        end(SIGKILL);
        std::filesystem::remove_all(directory_);
        throw;
    }
}

RedisServer::~RedisServer() {
    end(SIGKILL);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::vector<std::string> RedisServer::command_line() const {
    std::vector<std::string> words{"redis-server",
                                   "--port",
                                   std::to_string(port_),
                                   "--bind",
                                   "127.0.0.1",
                                   "--unixsocket",
                                   unix_path(),
                                   "--dir",
                                   directory_.string(),
                                   "--save",
                                   "",
                                   "--daemonize",
                                   "no"};
    const auto add = [&words](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    if (options_.append_only) add({"--appendonly", "yes", "--appendfsync", "always"});
    if (!options_.password.empty()) add({"--requirepass", options_.password});
    if (options_.cluster) add({"--cluster-enabled", "yes", "--cluster-port", std::to_string(bus_port_)});
    if (options_.tls) {
        const auto key = (directory_ / "key.pem").string();
        add({"--tls-port", std::to_string(tls_port_), "--tls-cert-file", ca_file(), "--tls-key-file", key});
        add({"--tls-ca-cert-file", ca_file(), "--tls-auth-clients", "no"});
    }
    words.insert(words.end(), options_.arguments.begin(), options_.arguments.end());
    return words;
}

void RedisServer::start() {
    if (pid_ != 0) broken("it runs already");
    launch();
    if (options_.cluster) take_all_slots();
}

void RedisServer::launch() {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) broken("no pipe");
    const Descriptor log(pipe[0]);
    {
        const Descriptor output(pipe[1]);
        pid_ = launch_program(command_line(), output.get());
    }
    wait_until_ready(log.get());
}

void RedisServer::wait_until_ready(int log) {
    const auto limit = std::chrono::steady_clock::now() + kStartLimit;
    std::string text;
    // The line about the unix socket is the last one of the start, after the data was loaded.
    while (!text.contains("now ready to accept connections at")) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(limit - std::chrono::steady_clock::now());
        pollfd readable{log, POLLIN, 0};
        std::array<char, 4096> buffer{};
        if (left <= 0ms || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0)
            broken("not ready in time:\n" + text);
        const auto n = ::read(log, buffer.data(), buffer.size());
        if (n <= 0) {
            end(SIGKILL);
            broken("it ended:\n" + text);
        }
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
}

void RedisServer::stop() { end(SIGTERM); }

void RedisServer::kill() { end(SIGKILL); }

void RedisServer::freeze() const { ::kill(pid_, SIGSTOP); }

void RedisServer::thaw() const { ::kill(pid_, SIGCONT); }

void RedisServer::end(int signal) {
    if (pid_ == 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

std::string RedisServer::ask(const std::vector<std::string>& command) const {
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = unix_path();
    std::copy_n(path.data(), std::min(path.size(), sizeof(address.sun_path) - 1), address.sun_path);
    if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) broken("cannot connect");
    if (!options_.password.empty()) {
        send_all(socket.get(), encode({"AUTH", options_.password}));
        static_cast<void>(receive_reply(socket.get()));
    }
    send_all(socket.get(), encode(command));
    return receive_reply(socket.get());
}

void RedisServer::make_certificate() const {
    const auto key = (directory_ / "key.pem").string();
    const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const auto pid = launch_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                     "-nodes", "-days", "2", "-keyout", key, "-out", ca_file(), "-subj",
                                     "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"},
                                    nowhere.get());
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (status != 0) broken("openssl made no certificate");
}

void RedisServer::take_all_slots() const {
    static_cast<void>(ask({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"}));  // refused after a restart: it has them already
    const auto limit = std::chrono::steady_clock::now() + kStartLimit;
    // A master waits two seconds before it calls its cluster healthy, and tells nobody when it does.
    while (!ask({"CLUSTER", "INFO"}).contains("cluster_state:ok")) {
        if (std::chrono::steady_clock::now() > limit) broken("the cluster does not become ready");
        ::poll(nullptr, 0, 10);
    }
}

}  // namespace hotline::test
