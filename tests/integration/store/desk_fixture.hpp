// A desk on the store, on a clock of its own, and callers to call it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "desk/desk.hpp"
#include "store_fixture.hpp"

namespace hotline {

class DeskStoreTest : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        desk_.emplace(*store_, *queues_, *presence_, clock_, metrics_, rulebook_);
    }

    static NewTicket complaint_of(int caller) { return complaint("+86139" + std::to_string(10'000'000 + caller)); }

    Awaitable<Ticket> call(NewTicket request) {
        const std::string key = "call-" + std::to_string(++calls_);
        co_return (co_await desk_->open(kOperator, std::move(request), key)).value().ticket;
    }
    Awaitable<Ticket> call(int caller = 1) { co_return co_await call(complaint_of(caller)); }

    ManualClock clock_{at("2022-04-18 09:00")};
    telemetry::Metrics metrics_{"test", "test"};
    std::shared_ptr<const Rulebook> rulebook_ = std::make_shared<const Rulebook>(rulebook());
    std::optional<Desk> desk_;

private:
    int calls_ = 0;
};

}  // namespace hotline
