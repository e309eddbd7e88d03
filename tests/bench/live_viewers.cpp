// Viewers of the live feed, thousands in one thread, so that they measure the service and not themselves:
// bench_live_viewers PORT, a line "token group" each on standard input. Says "ready" once all have been greeted, and
// when a line "done" comes what they saw: JSON on standard output. Late is an event by its own instant, which is taken
// before its commit.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono;

constexpr std::size_t kPartitions = 100;
constexpr int kQuiet = 2'000;  // milliseconds without an event: there are no more

struct Viewer {
    int socket = -1;
    std::string group;
    std::string text;  // of an event that has not come whole
    bool greeted = false;
    bool ended = false;
    long long events = 0;
    std::array<long long, kPartitions> last{};
};

struct Seen {
    std::vector<int> late_ms;
    long long out_of_order = 0;
    std::size_t greeted = 0;
};

long long number_after(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    long long value = 0;
    if (at != std::string_view::npos) std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
    return value;
}

/// Of an RFC 3339 text with milliseconds and offset.
milliseconds instant_of(std::string_view text) {
    const auto number = [&](std::size_t from, std::size_t size) {
        int value = 0;
        std::from_chars(text.data() + from, text.data() + from + size, value);
        return value;
    };
    const sys_days day = year(number(0, 4)) / number(5, 2) / number(8, 2);
    const auto local = day.time_since_epoch() + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2)) +
                       milliseconds(number(20, 3));
    const auto offset = hours(number(24, 2)) + minutes(number(27, 2));
    return text[23] == '-' ? local + offset : local - offset;
}

void take(Viewer& viewer, std::string_view event, milliseconds now, Seen& seen) {
    if (event.starts_with("event: hello") || event.contains("\nevent: hello")) {
        if (!std::exchange(viewer.greeted, true)) ++seen.greeted;
        return;
    }
    if (event.starts_with("event: bye") || event.starts_with("event: overrun") || event.starts_with("event: resync")) {
        viewer.ended = true;
    }
    if (!event.starts_with("event: ticket")) return;
    const auto partition = static_cast<std::size_t>(number_after(event, "\"partition\":"));
    const auto sequence = number_after(event, "\"sequence\":");
    auto& last = viewer.last.at(partition);
    if (sequence <= last) ++seen.out_of_order;
    last = std::max(last, sequence);
    ++viewer.events;
    constexpr std::string_view kAt = "\"at\":\"";
    const auto at = event.find(kAt);
    if (at != std::string_view::npos)
        seen.late_ms.push_back(static_cast<int>((now - instant_of(event.substr(at + kAt.size(), 29))).count()));
}

void read_from(Viewer& viewer, Seen& seen) {
    static std::array<char, 256 * 1024> room;
    const auto bytes = ::recv(viewer.socket, room.data(), room.size(), MSG_DONTWAIT);
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
    if (bytes == 0) {
        viewer.ended = true;
        ::close(viewer.socket);
    }
    if (bytes <= 0) return;
    viewer.text.append(room.data(), static_cast<std::size_t>(bytes));
    std::string_view rest = viewer.text;
    for (auto end = rest.find("\n\n"); end != std::string_view::npos; end = rest.find("\n\n")) {
        auto event = rest.substr(0, end);
        if (const auto head = event.find("\r\n\r\n"); head != std::string_view::npos) event.remove_prefix(head + 4);
        take(viewer, event, now, seen);
        rest.remove_prefix(end + 2);
    }
    viewer.text.erase(0, viewer.text.size() - rest.size());
}

int connect_to(unsigned short port, const std::string& token) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const std::string request =
        "GET /api/v1/events HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n"
        "Authorization: Bearer " +
        token + "\r\n\r\n";
    if (::send(socket, request.data(), request.size(), 0) < 0) std::exit(1);
    return socket;
}

void print(const std::vector<std::unique_ptr<Viewer>>& viewers, Seen& seen) {
    std::ranges::sort(seen.late_ms);
    const auto percentile = [&](std::size_t percent) {
        return seen.late_ms.empty()
                   ? 0
                   : seen.late_ms[std::min(seen.late_ms.size() - 1, seen.late_ms.size() * percent / 100)];
    };
    std::map<std::string, std::vector<long long>> groups;
    long long ended = 0;
    for (const auto& viewer : viewers) {
        groups[viewer->group].push_back(viewer->events);
        if (viewer->ended) ++ended;
    }
    std::cout << "{\"events\":" << seen.late_ms.size() << ",\"p50_ms\":" << percentile(50)
              << ",\"p99_ms\":" << percentile(99) << ",\"most_ms\":" << (seen.late_ms.empty() ? 0 : seen.late_ms.back())
              << ",\"out_of_order\":" << seen.out_of_order << ",\"ended\":" << ended << ",\"groups\":{";
    for (const char* comma = ""; const auto& [group, counts] : groups) {
        std::cout << std::exchange(comma, ",") << '"' << group << "\":[";
        for (const char* between = ""; const auto count : counts) std::cout << std::exchange(between, ",") << count;
        std::cout << ']';
    }
    std::cout << "}}" << std::endl;
}

}  // namespace

int main(int, char** arguments) {
    const auto port = static_cast<unsigned short>(std::atoi(arguments[1]));
    std::vector<std::unique_ptr<Viewer>> viewers;
    const int poll = ::epoll_create1(0);
    const auto watch = [&](int descriptor, void* whose) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.ptr = whose;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &wanted);
    };
    for (std::string token, group; std::cin >> token && token != "." && std::cin >> group;) {
        auto viewer = std::make_unique<Viewer>();
        viewer->group = group;
        viewer->socket = connect_to(port, token);
        watch(viewer->socket, viewer.get());
        viewers.push_back(std::move(viewer));
    }
    watch(STDIN_FILENO, nullptr);
    Seen seen;
    bool told = false;
    for (bool done = false;;) {
        std::array<epoll_event, 512> events{};
        const int count = ::epoll_wait(poll, events.data(), events.size(), done ? kQuiet : -1);
        if (count == 0 && done) break;
        for (int i = 0; i < count; ++i) {
            auto* const viewer = static_cast<Viewer*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (viewer != nullptr) {
                read_from(*viewer, seen);
            } else {
                done = true;
                ::epoll_ctl(poll, EPOLL_CTL_DEL, STDIN_FILENO, nullptr);
            }
        }
        if (!told && seen.greeted == viewers.size()) {
            told = true;
            std::cout << "ready" << std::endl;
        }
    }
    print(viewers, seen);
}
