#include "http/event_stream.hpp"

#include <gtest/gtest.h>

namespace hotline::http {
namespace {

EventStream::Text text(std::string of) { return std::make_shared<const std::string>(std::move(of)); }

std::string taken(EventStream& stream, std::size_t most = 1000) {
    std::string out;
    stream.take(out, most);
    return out;
}

EventStream small() { return EventStream(10, {"overrun", "shutdown"}); }

TEST(EventStream, HandsOutWholeTextsInOrder) {
    auto stream = small();
    for (const auto* const piece : {"aaa", "bbb", "ccc"}) EXPECT_TRUE(stream.send(text(piece)));
    EXPECT_EQ(taken(stream, 4), "aaabbb");
    EXPECT_EQ(taken(stream), "ccc");
    EXPECT_EQ(taken(stream), "");
    EXPECT_FALSE(stream.ended());
}

TEST(EventStream, WhoDoesNotReadLosesWhatWaitsAndIsTold) {
    auto stream = small();
    EXPECT_TRUE(stream.send(text("0123456789")));
    EXPECT_FALSE(stream.send(text("x")));
    EXPECT_TRUE(stream.overrun());
    EXPECT_TRUE(stream.ended());
    EXPECT_FALSE(stream.send(text("y")));
    EXPECT_EQ(taken(stream), "overrun");
    EXPECT_EQ(taken(stream), "");
}

TEST(EventStream, RoomComesBackWithReading) {
    auto stream = small();
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(stream.send(text("12345")));
        EXPECT_TRUE(stream.send(text("67890")));
        EXPECT_EQ(taken(stream, 5), "12345");
        EXPECT_EQ(taken(stream), "67890");
    }
}

TEST(EventStream, AtItsEndWhatWaitsComesFirst) {
    auto stream = small();
    stream.send(text("a"));
    stream.shut_down();
    stream.end("never");
    EXPECT_EQ(taken(stream), "ashutdown");
}

TEST(EventStream, WakesItsConnectionAndTellsOnceThatItIsOver) {
    auto stream = small();
    int woken = 0;
    int closed = 0;
    stream.on_news([&] { ++woken; });
    stream.on_close([&] { ++closed; });
    stream.send(text("a"));
    stream.close();
    stream.close();
    EXPECT_GE(woken, 2);
    EXPECT_EQ(closed, 1);
    EXPECT_EQ(taken(stream), "");
    EXPECT_FALSE(stream.send(text("b")));
}

TEST(EventStream, AsksForMoreWhenAllIsTaken) {
    auto stream = small();
    int more = 3;
    stream.on_drained([&] {
        if (more-- > 0) stream.send(text("next"));
    });
    stream.send(text("a"));
    EXPECT_EQ(taken(stream), "a");
    EXPECT_EQ(stream.waiting(), 4U);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(taken(stream), "next");
    EXPECT_EQ(taken(stream), "");
    EXPECT_EQ(stream.waiting(), 0U);
}

TEST(EventStream, EventsAreWrittenAsClientsReadThem) {
    EXPECT_EQ(event_text("ticket", "AQ", "{}"), "event: ticket\nid: AQ\ndata: {}\n\n");
    EXPECT_EQ(event_text("bye", "", "{}"), "event: bye\ndata: {}\n\n");
}

}  // namespace
}  // namespace hotline::http
