#include "ctl/tasks.hpp"

#include <boost/asio/io_context.hpp>
#include <iostream>
#include <stdexcept>

#include "ctl/audit_tasks.hpp"
#include "ctl/data_check.hpp"
#include "ctl/dead_letter_tasks.hpp"
#include "ctl/key_tasks.hpp"
#include "ctl/people_tasks.hpp"
#include "ctl/session.hpp"
#include "ctl/sla_preview.hpp"
#include "redis/url.hpp"
#include "settings/load_configuration.hpp"
#include "store/dataset.hpp"
#include "store/function_library.hpp"
#include "store/profile_log.hpp"

namespace hotline::ctl {
namespace {

using namespace std::chrono_literals;

redis::LinkSettings link_settings(const Options& options) {
    auto settings = redis::parse_url(options.redis_url);
    if (!settings) throw std::runtime_error("--redis: " + settings.error().detail);
    settings->call_timeout = 60s;
    settings->handshake.push_back(load_functions());
    return *settings;
}

/// The one in force; empty: nobody has ever switched.
Awaitable<std::string> profile_in_force(Session& session) {
    const auto last = value_of(co_await ProfileLog(session.link).last(1));
    co_return last.empty() ? "" : last.front().profile;
}

/// The folder's rules under a profile; empty: the default one.
std::shared_ptr<const Rulebook> read_rules(const Options& options, const std::string& profile,
                                           const FilesInstead& instead = {}) {
    auto read = load_configuration(options.config, instead);
    if (!read) throw std::runtime_error("the configuration was refused:\n" + to_string(read.error()));
    const auto loaded = std::make_shared<const Configuration>(*std::move(read));
    const auto configuration = profile.empty() ? loaded : under_profile(loaded, profile);
    if (!configuration) throw std::runtime_error("the configuration has no profile " + profile);
    return {configuration, &configuration->rulebook};
}

Awaitable<void> check_data(Session& session, Filing filing) {
    const auto rules = read_rules(session.options, co_await profile_in_force(session));
    DataCheck check(session.link, session.secrets, session.partitions, rules, filing);
    const Report report = value_of(co_await check.run());
    session.finish_with(report);
    if (filing == Filing::kRepair) session.exit_code = 0;
}

Awaitable<void> preview_sla(Session& session) {
    constexpr std::size_t kReadAtOnce = 256;
    const Options& options = session.options;
    const auto in_force = co_await profile_in_force(session);
    const auto now = read_rules(options, in_force);
    FilesInstead instead;
    if (!options.new_sla.empty()) instead["sla.yaml"] = options.new_sla;
    const auto then = read_rules(options, options.profile.empty() ? in_force : options.profile, instead);
    SlaPreview preview(*now, *then, options.at.value_or(SystemClock().now()));
    TicketStore store(session.link, session.secrets, session.partitions);
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
    session.output = options.json ? to_json(preview) : to_text(preview);
}

/// Does not need a data set: people are there before the first ticket.
Awaitable<bool> look_after_people(Session& session) {
    const Options& options = session.options;
    switch (options.task) {
        case Task::kImportPeople: {
            const auto rules = read_rules(options, "");
            session.output = co_await import_people(session.link, options.people, *rules->catalogue);
            co_return true;
        }
        case Task::kListPeople: session.output = co_await list_people(session.link); co_return true;
        case Task::kResetPassword:
            session.output = co_await reset_password(session.link, session.secrets.hash, options.person);
            co_return true;
        default: co_return false;
    }
}

Awaitable<void> run_task(Session& session) {
    if (!co_await session.link.until_connected(10s)) throw std::runtime_error("the store cannot be reached");
    if (co_await look_after_people(session)) {
        co_await session.link.stop();
        co_return;
    }
    session.partitions = value_of(co_await stored_partitions(session.link));
    value_of(co_await check_dataset(session.link, session.partitions, session.secrets, DatasetUser::kTool));
    switch (session.options.task) {
        case Task::kVerify: co_await check_data(session, Filing::kCheck); break;
        case Task::kRebuild: co_await check_data(session, Filing::kRepair); break;
        case Task::kPreviewSla: co_await preview_sla(session); break;
        case Task::kAuditVerify: co_await verify_audit(session); break;
        case Task::kAuditHead: co_await print_audit_head(session); break;
        case Task::kAuditExport: co_await export_audit(session); break;
        case Task::kApplyKeys: co_await apply_keys(session); break;
        case Task::kListDeadLetters:
        case Task::kShowDeadLetter:
        case Task::kRetryDeadLetters:
        case Task::kDiscardDeadLetters: co_await look_after_dead_letters(session); break;
        case Task::kNewKey:
        case Task::kAuditKey:
        case Task::kCheckExport:
        default: break;  // without Redis, see run(), or without a data set, see above
    }
    co_await session.link.stop();
}

}  // namespace

int run(const Options& options) {
    if (options.task == Task::kNewKey) return print_new_key();
    if (options.task == Task::kAuditKey) return print_audit_key(options);
    if (options.task == Task::kCheckExport) return check_audit_export(options);
    boost::asio::io_context io(1);
    redis::LinkObserver observer;
    redis::LinkPool link(io.get_executor(), link_settings(options), observer, 1);
    Session session{options, link, value_of(Secrets::from(options.secret)), 0, "", 0};
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
