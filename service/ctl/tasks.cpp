#include "ctl/tasks.hpp"

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "ctl/data_check.hpp"
#include "ctl/sla_preview.hpp"
#include "redis/url.hpp"
#include "settings/load_configuration.hpp"
#include "store/dataset.hpp"
#include "store/function_library.hpp"

namespace hotline::ctl {
namespace {

using namespace std::chrono_literals;

KeyedHash read_secret(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string hex;
    file >> hex;
    auto hash = KeyedHash::from_hex(hex);
    if (!hash) throw std::runtime_error(path.string() + ": " + hash.error().detail);
    return *hash;
}

std::shared_ptr<const Rulebook> read_rules(const Options& options, const FilesInstead& instead = {}) {
    auto configuration = load_configuration(options.config, instead);
    if (!configuration) throw std::runtime_error("the configuration was refused:\n" + to_string(configuration.error()));
    return std::make_shared<const Rulebook>(std::move(configuration->rulebook));
}

redis::LinkSettings link_settings(const Options& options) {
    auto settings = redis::parse_url(options.redis_url);
    if (!settings) throw std::runtime_error("--redis: " + settings.error().detail);
    settings->call_timeout = 60s;
    settings->handshake.push_back(redis::Command("FUNCTION").arg("LOAD").arg("REPLACE").arg(function_library()));
    return *settings;
}

template <class T>
T value_of(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// What the tasks share.
struct Session {
    Options options;
    redis::LinkPool& link;
    KeyedHash hash;
    int partitions = 0;
    std::string output;
    int exit_code = 0;
};

Awaitable<void> check_data(Session& session, Filing filing) {
    DataCheck check(session.link, session.hash, session.partitions, read_rules(session.options), filing);
    const Report report = value_of(co_await check.run());
    session.output = session.options.json ? to_json(report) : to_text(report);
    if (filing == Filing::kCheck && !report.lines.empty()) session.exit_code = 1;
}

Awaitable<void> preview_sla(Session& session) {
    constexpr std::size_t kReadAtOnce = 256;
    const auto now = read_rules(session.options);
    const auto then = read_rules(session.options, {{"sla.yaml", session.options.new_sla}});
    SlaPreview preview(*now, *then, session.options.at.value_or(SystemClock().now()));
    TicketStore store(session.link, session.hash, session.partitions);
    ListingReader reader(session.link, session.partitions);
    auto sets = value_of(co_await reader.find_sets());
    for (int partition = 0; partition < session.partitions; ++partition) {
        const auto serials = value_of(co_await reader.read(partition, sets[partition])).going_on();
        for (std::size_t first = 0; first < serials.size(); first += kReadAtOnce) {
            std::vector<TicketNumber> numbers;
            for (std::size_t i = first; i < std::min(first + kReadAtOnce, serials.size()); ++i) {
                numbers.emplace_back(partition, serials[i]);
            }
            for (const Ticket& ticket : value_of(co_await store.read_all(std::move(numbers)))) preview.add(ticket);
        }
    }
    session.output = session.options.json ? to_json(preview) : to_text(preview);
}

Awaitable<void> run_task(Session& session) {
    if (!co_await session.link.until_connected(10s)) throw std::runtime_error("the store cannot be reached");
    session.partitions = value_of(co_await stored_partitions(session.link));
    value_of(co_await check_dataset(session.link, session.partitions, session.hash));
    switch (session.options.task) {
        case Task::kVerify: co_await check_data(session, Filing::kCheck); break;
        case Task::kRebuild: co_await check_data(session, Filing::kRepair); break;
        case Task::kPreviewSla: co_await preview_sla(session); break;
    }
    co_await session.link.stop();
}

}  // namespace

int run(const Options& options) {
    boost::asio::io_context io(1);
    redis::LinkObserver observer;
    redis::LinkPool link(io.get_executor(), link_settings(options), observer, 1);
    Session session{options, link, read_secret(options.secret_file), 0, "", 0};
    std::exception_ptr failure;
    link.start();
    spawn(io.get_executor(), run_task(session), [&](std::exception_ptr error) {
        failure = std::move(error);
        io.stop();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    std::cout << session.output;
    return session.exit_code;
}

}  // namespace hotline::ctl
