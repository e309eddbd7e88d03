#include <gtest/gtest.h>

#include <limits>

#include "redis/backoff.hpp"
#include "redis/command.hpp"
#include "redis/decoder.hpp"

namespace hotline::redis {
namespace {

using namespace std::chrono_literals;

std::string encoded(const Command& command) {
    std::string out;
    command.encode_into(out);
    return out;
}

Reply only_reply(std::string_view bytes) {
    Decoder decoder;
    decoder.feed(bytes);
    auto next = decoder.next();
    EXPECT_TRUE(next && *next) << bytes;
    return next && *next ? std::move(**next) : Reply{};
}

TEST(Command, EncodesNameAndArguments) {
    EXPECT_EQ(encoded(Command("PING")), "*1\r\n$4\r\nPING\r\n");
    EXPECT_EQ(encoded(Command("SET").arg("k").arg(-42)), "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n-42\r\n");
    EXPECT_EQ(encoded(Command("X").arg("")), "*2\r\n$1\r\nX\r\n$0\r\n\r\n");
}

TEST(Command, KeepsAnyBytes) {
    const std::string bytes("\0\r\n$*\xff", 6);
    EXPECT_EQ(encoded(Command("E").arg(bytes)), "*2\r\n$1\r\nE\r\n$6\r\n" + bytes + "\r\n");
}

TEST(Command, EncodesTheExtremeIntegers) {
    const auto least = encoded(Command("E").arg(std::numeric_limits<long long>::min()));
    EXPECT_EQ(least, "*2\r\n$1\r\nE\r\n$20\r\n-9223372036854775808\r\n");
}

TEST(Command, CountsManyArguments) {
    Command command("DEL");
    for (int i = 0; i < 1234; ++i) command.arg("k");
    EXPECT_TRUE(encoded(command).starts_with("*1235\r\n$3\r\nDEL\r\n"));
}

TEST(Command, IsKnownByItsNameUnlessNamedOtherwise) {
    EXPECT_EQ(Command("GET").arg("k").name(), "GET");
    EXPECT_EQ(Command("FCALL").arg("hotline_commit_with_a_long_name").named("commit").name(), "commit");
}

TEST(Decoder, ReadsEveryKind) {
    EXPECT_EQ(only_reply("+OK\r\n").text, "OK");
    EXPECT_EQ(only_reply("+OK\r\n").kind, Reply::Kind::kStatus);
    EXPECT_EQ(only_reply(":-7\r\n").integer, -7);
    EXPECT_EQ(only_reply(std::string("$6\r\na\r\nb\0c\r\n", 12)).text, std::string("a\r\nb\0c", 6));
    EXPECT_TRUE(only_reply("$-1\r\n").is_nil());
    EXPECT_TRUE(only_reply("*-1\r\n").is_nil());
    const auto error = only_reply("-WRONGTYPE Operation against a key\r\n");
    EXPECT_TRUE(error.is_error());
    EXPECT_EQ(error.error_code(), "WRONGTYPE");
    EXPECT_EQ(only_reply("-ERR\r\n").error_code(), "ERR");
    EXPECT_EQ(only_reply("+OK\r\n").error_code(), "");
}

TEST(Decoder, ReadsNestedArrays) {
    const auto reply = only_reply("*4\r\n$2\r\nok\r\n*2\r\n:1\r\n*0\r\n$-1\r\n*1\r\n+x\r\n");
    ASSERT_EQ(reply.elements.size(), 4U);
    EXPECT_EQ(reply.elements[0].text, "ok");
    ASSERT_EQ(reply.elements[1].elements.size(), 2U);
    EXPECT_EQ(reply.elements[1].elements[0].integer, 1);
    EXPECT_TRUE(reply.elements[1].elements[1].is_array());
    EXPECT_TRUE(reply.elements[2].is_nil());
    EXPECT_EQ(reply.elements[3].elements[0].text, "x");
}

TEST(Decoder, TakesBytesInAnyPieces) {
    const std::string stream = "*2\r\n$5\r\nhello\r\n*1\r\n:12\r\n+next\r\n";
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        Decoder decoder;
        std::vector<Reply> replies;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            decoder.feed(std::string_view(stream).substr(at, piece));
            for (auto next = decoder.next(); next && *next; next = decoder.next()) replies.push_back(std::move(**next));
        }
        ASSERT_EQ(replies.size(), 2U) << piece;
        EXPECT_EQ(replies[0].elements[0].text, "hello");
        EXPECT_EQ(replies[0].elements[1].elements[0].integer, 12);
        EXPECT_EQ(replies[1].text, "next");
    }
}

TEST(Decoder, RefusesWhatIsNotTheProtocol) {
    for (const std::string_view bytes :
         {"HTTP/1.1 400 Bad Request\r\n", "%1\r\n", ":12a\r\n", "\x16\x03\x01\x02", "$x\r\n"}) {
        Decoder decoder;
        decoder.feed(bytes);
        EXPECT_FALSE(decoder.next()) << bytes;
        decoder.feed("+OK\r\n");
        EXPECT_FALSE(decoder.next()) << "broken stays broken";
    }
}

TEST(Decoder, RefusesDeepNesting) {
    std::string bytes;
    for (int depth = 0; depth < 9; ++depth) bytes += "*1\r\n";
    Decoder decoder;
    decoder.feed(bytes + ":1\r\n");
    EXPECT_FALSE(decoder.next());
}

TEST(Decoder, DoesNotBelieveAnAnnouncedLength) {
    Decoder decoder;
    decoder.feed("*2147483647\r\n:1\r\n");
    const auto next = decoder.next();
    ASSERT_TRUE(next);
    EXPECT_FALSE(next->has_value());
}

TEST(Decoder, RefusesAReplyThatIsTooLong) {
    Decoder decoder;
    decoder.feed("$536870912\r\n");
    const std::string piece(1024 * 1024, 'x');
    for (std::size_t fed = 0; fed <= Decoder::kLongestReply; fed += piece.size()) decoder.feed(piece);
    EXPECT_FALSE(decoder.next());
}

TEST(Backoff, DoublesUpToItsMaximumWithJitter) {
    Backoff backoff(50ms, 300ms);
    for (const auto step : {50, 100, 200, 300, 300}) {
        const auto delay = backoff.next();
        EXPECT_GE(delay.count(), step / 2);
        EXPECT_LE(delay.count(), step);
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), 50ms);
}

}  // namespace
}  // namespace hotline::redis
