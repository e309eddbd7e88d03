#include "redis/link_core.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace hotline::redis {
namespace {}  // namespace

Link::Core::Core(const Executor& executor, LinkSettings settings, LinkObserver& observer)
    : executor_(executor),
      settings_(std::move(settings)),
      observer_(&observer),
      backoff_(settings_.backoff_min, settings_.backoff_max),
      pause_(executor),
      finished_(executor, Timer::time_point::max()) {}

void Link::Core::start() {
    if (running_ || stopping_) return;
    running_ = true;
    // run() has no expected way to throw: what does is a bug, and leaves the loop for main to report.
    boost::asio::co_spawn(executor_, run(shared_from_this()), [](const std::exception_ptr& bug) {
        if (bug) std::rethrow_exception(bug);
    });
}

Awaitable<void> Link::Core::run(std::shared_ptr<Core> core) {
    // When the io_context goes first, it destroys this frame; then the coroutines that wait for replies go as well.
    struct Guard {
        Core& core;
        ~Guard() { core.drop_sessions(); }
    } guard{*core};
    while (!core->stopping_) {
        const auto why = co_await core->connect_and_serve();
        core->up_.reset();
        core->session_.reset();
        core->transport_.reset();
        if (core->stopping_) break;
        core->observer_->on_reconnect(why);
        core->pause_.expires_after(core->backoff_.next());
        co_await core->pause_.async_wait(kAwait);
    }
    core->finish();
}

Awaitable<std::string> Link::Core::connect_and_serve() {
    transport_ = std::make_shared<Transport>(executor_);
    if (auto opened = co_await transport_->open(settings_); !opened) co_return std::move(opened).error();
    if (stopping_) co_return "stopped";
    session_ = std::make_shared<Session>(executor_, transport_,
                                         Session::Limits{settings_.call_timeout, settings_.max_pending}, counters_);
    const auto session = session_;
    session->start();
    if (auto greeted = co_await greet(*session); !greeted) {
        session->end(greeted.error());
        co_return std::move(greeted).error();
    }
    if (session->alive() && !stopping_) come_up(session);
    co_await session->until_ended();
    co_return session->why();
}

Awaitable<Link::Core::Greeted> Link::Core::greet(Session& session) {
    if (auto logged_in = co_await log_in(session); !logged_in) co_return logged_in;
    const auto& commands = settings_.handshake;
    if (commands.empty()) co_return Greeted{};
    const auto replies = co_await ask(session, commands);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!replies[i]) co_return std::unexpected("handshake: " + session.why());
        if (!replies[i]->is_error()) continue;
        if (settings_.tolerates && settings_.tolerates(commands[i], *replies[i])) continue;
        co_return std::unexpected("handshake: Redis refused " + std::string(commands[i].name()) + ": " +
                                  replies[i]->text);
    }
    co_return Greeted{};
}

// Nothing else is sent before Redis has accepted the password: it might be executed as another user. PING finds out
// whether Redis is ready at all (loading its data, wanting a password, full).
Awaitable<Link::Core::Greeted> Link::Core::log_in(Session& session) {
    std::vector<Command> commands;
    if (!settings_.password.empty()) {
        Command& auth = commands.emplace_back("AUTH");
        if (!settings_.username.empty()) auth.arg(settings_.username);
        auth.arg(settings_.password);
    }
    commands.emplace_back("PING");
    const auto replies = co_await ask(session, commands);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!replies[i]) co_return std::unexpected(session.why());
        const bool may_not_ping = replies[i]->error_code() == "NOPERM" && commands[i].name() == "PING";
        if (replies[i]->is_error() && !may_not_ping) {
            co_return std::unexpected("Redis refused " + std::string(commands[i].name()) + ": " + replies[i]->text);
        }
    }
    co_return Greeted{};
}

Awaitable<std::vector<Result<Reply>>> Link::Core::ask(Session& session, const std::vector<Command>& commands) {
    std::vector<Result<Reply>> results(commands.size());
    Waiter waiter(results);
    if (auto refused = session.queue(waiter, commands)) {
        results.assign(commands.size(), std::unexpected(std::move(*refused)));
        co_return results;
    }
    co_await waiter.wait();
    co_return results;
}

void Link::Core::come_up(std::shared_ptr<Session> session) {
    up_ = std::move(session);
    up_->observe(observer_);
    ++counters_->connections;
    backoff_.reset();
    observer_->on_connected();
    for (Timer* timer : std::exchange(waiting_for_up_, {})) timer->cancel();
}

Awaitable<bool> Link::Core::until_connected(std::chrono::milliseconds limit) {
    if (connected()) co_return true;
    if (stopping_) co_return false;
    struct Registered {
        std::vector<Timer*>& all;
        Timer timer;
        ~Registered() { std::erase(all, &timer); }
    } waiting{waiting_for_up_, Timer(executor_, limit)};
    waiting_for_up_.push_back(&waiting.timer);
    co_await waiting.timer.async_wait(kAwait);
    co_return connected();
}

std::optional<Error> Link::Core::queue(Waiter& waiter, std::span<const Command> commands) {
    auto refused = up_ ? up_->queue(waiter, commands)
                       : Error{ErrorCode::kStoreUnavailable, "the store cannot be reached; nothing was done", {}, {}};
    if (refused) {
        for (const Command& command : commands) observer_->on_call(command.name(), {}, false);
    }
    return refused;
}

Awaitable<void> Link::Core::stop() {
    const auto self = shared_from_this();
    stopping_ = true;
    if (session_) session_->end("the link is stopped");
    if (transport_) transport_->close();
    pause_.cancel();
    for (Timer* timer : std::exchange(waiting_for_up_, {})) timer->cancel();
    if (running_) co_await finished_.async_wait(kAwait);
}

void Link::Core::finish() {
    running_ = false;
    finished_.cancel();
}

void Link::Core::drop_sessions() {
    if (session_) session_->drop();
    up_.reset();
}

void Link::Core::abandon() {
    stopping_ = true;
    observer_ = &silent_;
    pause_.cancel();
    if (transport_) transport_->close();
    drop_sessions();
}

}  // namespace hotline::redis
