// The link to Redis that the store talks through.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "base/async.hpp"
#include "base/error.hpp"
#include "redis/command.hpp"
#include "redis/counters.hpp"
#include "redis/observer.hpp"
#include "redis/reply.hpp"
#include "redis/settings.hpp"

namespace hotline::redis {

/// Keeps one connection to Redis, and makes it anew when it is lost. Pipelines what its thread asks for. Knows nothing
/// of tickets.
///
/// Belongs to the one thread that runs its io_context: everything here is called there (or while nothing runs it), by
/// coroutines on that executor. Destroyed before its io_context; coroutines that still wait are then destroyed, not
/// resumed.
///
/// Each call ends once, with the reply to this very command or with one of these errors:
///   kStoreUnavailable  Redis has not seen the command: there is no link, or it died before the command was given to
///   the socket kOutcomeUnknown    the command was given to the socket, wholly or in part, and the link died, or the
///   call was overdue or cancelled kTooBusy           max_pending calls are waiting already; Redis has not seen the
///   command
/// An error reply of Redis is a Reply, whatever it says. When the oldest call is overdue the link is given up and made
/// anew: Redis answers in order, so the calls behind it are no better off.
class Link {
public:
    using Executor = boost::asio::io_context::executor_type;

    Link(const Executor& executor, LinkSettings settings, LinkObserver& observer);
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    ~Link();

    /// Begins to connect, once; returns at once.
    void start();
    /// Fails what is pending, closes the link, and returns when nothing of it runs any more. Later calls get
    /// kStoreUnavailable.
    [[nodiscard]] Awaitable<void> stop();

    /// The handshake is done and the link is up.
    [[nodiscard]] bool connected() const;
    /// Waits until connected(); false: not within `limit`, or stopped.
    [[nodiscard]] Awaitable<bool> until_connected(std::chrono::milliseconds limit);

    [[nodiscard]] Awaitable<Result<Reply>> call(Command command);
    /// Queued together and in order, answered in the same order; one suspension for all of them. Not a transaction.
    [[nodiscard]] Awaitable<std::vector<Result<Reply>>> call_all(std::vector<Command> commands);

    [[nodiscard]] const LinkCounters& counters() const;

private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace hotline::redis
