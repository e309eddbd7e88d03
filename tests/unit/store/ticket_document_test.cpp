#include "store/ticket_document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "random_ticket.hpp"
#include "ticket_text.hpp"

namespace hotline {
namespace {

using nlohmann::json;
using std::chrono::hours;
using test::RandomTickets;
using test::TicketText;

const Instant kOpened{std::chrono::milliseconds(1'650'245'400'123)};
const Keyring kKeys({Keyring::Key{1, 2, 3}});

Caller caller(const std::string& phone) {
    return {Phone::from_e164(phone), "王五", "enterprise", "示例机械厂", "一号门", true};
}

/// No field has its usual value.
Ticket everything() {
    Ticket ticket;
    ticket.number = TicketNumber(7, 4711);
    ticket.revision = 9;
    ticket.state = State::kWaiting;
    ticket.channel = "phone";
    ticket.caller = caller("+8613844001234");
    ticket.matter = {"无法复工",         "工厂的员工回不来。",
                     CategoryId("A1"),   2,
                     "industry",         "220102",
                     "二道区",           "CC2022-001",
                     TaskForceId("TRA"), {{"people", "120"}, {"since", "上周五"}}};
    ticket.opened_at = kOpened;
    ticket.opened_by = PersonId("op1");
    ticket.request_fingerprint = "f00d";
    ticket.routing = {"sector-industry", "cfg-7", {TaskForceId("COM"), TaskForceId("INS")}, {"复工"}};
    ticket.task_force = TaskForceId("IND");
    ticket.task_force_since = kOpened + hours(1);
    ticket.ledger = {{TaskForceId("TRA"), 3'600'000}};
    ticket.holder = PersonId("ind1");
    ticket.handlers = {PersonId("tra1"), PersonId("ind1")};
    ticket.generation = 2;
    ticket.clocks = {{Target::kAck, 1, "normal", "cfg-7", "2022-1", {{ClockFact::kStart, kOpened}}},
                     {Target::kResolve,
                      2,
                      "urgent",
                      "cfg-8",
                      "2022-2",
                      {{ClockFact::kStart, kOpened},
                       {ClockFact::kPause, kOpened + hours(1)},
                       {ClockFact::kResume, kOpened + hours(2)},
                       {ClockFact::kMeet, kOpened + hours(3)}}}};
    ticket.waiting_until = kOpened + hours(30);
    ticket.waiting_reason = "parts";
    ticket.first_contact_at = kOpened + hours(2);
    ticket.outcome = Outcome{
        true, true, "untrue", "省厅函", "内部", "已解决", kOpened + hours(4), PersonId("ind1"), kOpened + hours(5),
        true};
    ticket.callbacks = {2, kOpened + hours(9), false, 3};
    ticket.hand_offs = {{"120", "急救-77", true, kOpened + hours(1)}};
    ticket.further_callers = {{TicketNumber(3, 5), caller("+8613844005678")}};
    ticket.returns = 1;
    ticket.urges = 4;
    ticket.end_reason = "merged";
    ticket.merged_into = TicketNumber(12, 99);
    ticket.changed_at = kOpened + hours(6);
    return ticket;
}

std::string after_a_round(const Ticket& ticket) {
    const auto decoded = decode_ticket(encode_ticket(ticket, kKeys), ticket.number, ticket.revision, kKeys);
    return decoded ? TicketText::of(*decoded) : decoded.error().detail;
}

TEST(TicketDocument, EveryFieldSurvives) {
    const Ticket ticket = everything();
    EXPECT_EQ(after_a_round(ticket), TicketText::of(ticket));
}

TEST(TicketDocument, ATicketWithNothingSurvives) {
    Ticket ticket;
    EXPECT_EQ(after_a_round(ticket), TicketText::of(ticket));
    ticket.opened_at = ticket.changed_at = ticket.task_force_since = kOpened;
    EXPECT_EQ(after_a_round(ticket), TicketText::of(ticket));
}

TEST(TicketDocument, RandomTicketsSurvive) {
    RandomTickets random;
    for (int round = 0; round < 3000; ++round) {
        const Ticket ticket = random.next();
        ASSERT_EQ(after_a_round(ticket), TicketText::of(ticket)) << "in round " << round;
    }
}

TEST(TicketDocument, RandomEventsSurvive) {
    RandomTickets random;
    for (int round = 0; round < 3000; ++round) {
        const TicketEvent event = random.event();
        const auto decoded = decode_event(encode_event(event));
        ASSERT_TRUE(decoded) << decoded.error().detail;
        ASSERT_EQ(TicketText::of(*decoded), TicketText::of(event)) << "in round " << round;
    }
}

TEST(TicketDocument, WhoCalledIsNotReadable) {
    const Ticket ticket = everything();
    const std::string document = encode_ticket(ticket, kKeys);
    for (const Caller& who : {ticket.caller, ticket.further_callers.front().caller}) {
        for (const std::string& text : {who.phone.e164(), who.phone.e164().substr(3), who.name, who.address}) {
            EXPECT_EQ(document.find(text), std::string::npos) << text;
        }
    }
    EXPECT_EQ(json::parse(document).at("cl").size(), 4U) << "sealed; kind, enterprise, confidential";
}

TEST(TicketDocument, WhoCalledIsReadInItsOwnTicketOnly) {
    auto here = json::parse(encode_ticket(everything(), kKeys));
    for (const char* const member : {"o", "fp"}) {
        Ticket other = everything();
        other.opened_at += hours(1);
        other.request_fingerprint = "beef";
        auto there = json::parse(encode_ticket(other, kKeys));
        there["cl"] = here["cl"];
        EXPECT_FALSE(decode_ticket(there.dump(), TicketNumber(7, 4711), 9, kKeys)) << "exchanged";
        auto altered = here;
        altered[member] = there[member];
        EXPECT_FALSE(decode_ticket(altered.dump(), TicketNumber(7, 4711), 9, kKeys)) << member;
    }
}

TEST(TicketDocument, WithoutItsKeyATicketIsNotReadAndTheErrorNamesTheKey) {
    const auto read =
        decode_ticket(encode_ticket(everything(), kKeys), TicketNumber(7, 4711), 9, Keyring({Keyring::Key{9, 9}}));
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().detail.find(kKeys.current()), std::string::npos) << read.error().detail;
}

TEST(TicketDocument, CallersThatWereWrittenUnsealedAreRead) {
    constexpr std::string_view kStored = R"({"s":1,"o":0,"ti":"t","tx":"x",)"
                                         R"("cl":{"p":"+8613844001234","n":"王五","k":"citizen","a":"一号门"}})";
    const auto ticket = decode_ticket(kStored, TicketNumber(0, 1), 1, kKeys);
    ASSERT_TRUE(ticket) << ticket.error().detail;
    EXPECT_EQ(ticket->caller, (Caller{Phone::from_e164("+8613844001234"), "王五", "citizen", "", "一号门", false}));
    EXPECT_EQ(encode_ticket(*ticket, kKeys).find("王五"), std::string::npos);
}

TEST(TicketDocument, NumberAndRevisionAreGivenByTheStore) {
    const auto decoded = decode_ticket(encode_ticket(everything(), kKeys), TicketNumber(1, 2), 33, kKeys);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->number, TicketNumber(1, 2));
    EXPECT_EQ(decoded->revision, 33);
}

TEST(TicketDocument, IsJsonThatOtherToolsRead) {
    const auto object = json::parse(encode_ticket(everything(), kKeys));
    EXPECT_EQ(object.at("tx"), "工厂的员工回不来。");
    EXPECT_EQ(object.at("o"), 1'650'245'400'123);
    EXPECT_EQ(json::parse(encode_event({3, Action::kHandOff, PersonId("op1"), kOpened, State::kQueued, {}, {}})),
              (json{{"r", 3}, {"a", "hand_off"}, {"b", "op1"}, {"t", 1'650'245'400'123}, {"s", 1}}));
}

TEST(TicketDocument, StatesTargetsAndFactsAreReadBackByTheirPlaceForEver) {
    // What is stored outlives the program: a changed order would turn one state into another.
    constexpr std::string_view kStored = R"({"s":2,"o":0,"ti":"t","tx":"x","rv":"v","c":[["r",1,"p","","",)"
                                         R"(["s",0,"p",1,"r",2,"m",3]],["a",1,"p","","",[]]]})";
    const auto ticket = decode_ticket(kStored, TicketNumber(0, 1), 1, kKeys);
    ASSERT_TRUE(ticket) << ticket.error().detail;
    EXPECT_EQ(to_string(ticket->state), "in_progress");
    ASSERT_EQ(ticket->clocks.size(), 2U);
    EXPECT_EQ(to_string(ticket->clocks[0].target), "resolve");
    EXPECT_EQ(to_string(ticket->clocks[1].target), "ack");
    std::vector<ClockFact::Kind> facts;
    for (const ClockFact& fact : ticket->clocks[0].facts) facts.push_back(fact.kind);
    using enum ClockFact::Kind;
    EXPECT_EQ(facts, (std::vector{kStart, kPause, kResume, kMeet}));
    constexpr std::array<std::string_view, 7> kPlaces{"triage",   "queued", "in_progress", "waiting",
                                                      "resolved", "closed", "cancelled"};
    EXPECT_EQ(kStateNames, kPlaces);
}

/// The document of everything() with one value replaced.
Result<Ticket> with(const std::string& pointer, json value) {
    auto object = json::parse(encode_ticket(everything(), kKeys));
    object.at(json::json_pointer(pointer)) = std::move(value);
    return decode_ticket(object.dump(), TicketNumber(7, 4711), 9, kKeys);
}

TEST(TicketDocument, WhatNobodyWroteIsAnErrorNotATicket) {
    for (const auto* text :
         {"", " ", "null", "[]", "7", "\"ticket\"", "{}", "{\"s\":1}", "{\"s\":1,\"o\":0,\"ti\":\"\"}", "not json",
          "\xff\xfe", "{\"s\":1,\"o\":0,\"ti\":\"\",\"tx\":\"\"}x"}) {
        const auto ticket = decode_ticket(text, TicketNumber(0, 1), 1, kKeys);
        EXPECT_TRUE(!ticket && ticket.error().code == ErrorCode::kInternal) << text;
        const auto event = decode_event(text);
        EXPECT_TRUE(!event && event.error().code == ErrorCode::kInternal) << text;
    }
}

TEST(TicketDocument, ACutDocumentIsAnError) {
    const std::string whole = encode_ticket(everything(), kKeys);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_FALSE(decode_ticket(whole.substr(0, size), TicketNumber(0, 1), 1, kKeys)) << whole.substr(0, size);
    }
}

TEST(TicketDocument, ValuesOutsideOfTheirRangeAreErrors) {
    EXPECT_TRUE(with("/s", 6));
    for (const auto& [pointer, value] : {std::pair<const char*, json>{"/s", 7},
                                         {"/s", -1},
                                         {"/s", "queued"},
                                         {"/o", "now"},
                                         {"/tx", 5},
                                         {"/u", "high"},
                                         {"/mi", "123"},
                                         {"/mi", 5},
                                         {"/fu/0/0", "100000000"},
                                         {"/cl", "somebody"},
                                         {"/cl/x", "somebody"},
                                         {"/cl/x", 5},
                                         {"/c/0/0", "x"},
                                         {"/c/0/0", ""},
                                         {"/c/0/0", "ar"},
                                         {"/c/0", json::array({"a"})},
                                         {"/c/0/5/0", "q"},
                                         {"/c/0/5/0", ""},
                                         {"/c/0/5", json::array({"s"})},
                                         {"/le/0", json::array({"IND"})},
                                         {"/ho/0", json::array()},
                                         {"/oc", json::object()},
                                         {"/hs", "ind1"},
                                         {"/f", json::array({1})},
                                         {"/wu", "soon"}}) {
        const auto ticket = with(pointer, value);
        EXPECT_TRUE(!ticket && ticket.error().code == ErrorCode::kInternal) << pointer << " = " << value;
    }
}

TEST(TicketDocument, EventsOutsideOfTheirRangeAreErrors) {
    for (const auto* text : {R"({"r":1,"a":"open","b":"x","t":0,"s":9})", R"({"r":1,"a":"open","b":"x","t":0,"s":-1})",
                             R"({"r":1,"a":"explode","b":"x","t":0,"s":1})", R"({"r":1,"a":"open","b":"x","s":1})",
                             R"({"r":1,"a":"open","b":"x","t":0,"s":1,"d":[1]})"}) {
        const auto event = decode_event(text);
        EXPECT_TRUE(!event && event.error().code == ErrorCode::kInternal) << text;
    }
}

TEST(TicketDocument, ATypicalOneCostsLittleMoreThanItsText) {
    Ticket ticket;
    ticket.number = TicketNumber(7, 4711);
    ticket.revision = 1;
    ticket.state = State::kQueued;
    ticket.channel = "phone";
    ticket.caller = {Phone::from_e164("+8613844001234"), "王五", "enterprise", "示例机械厂", "", false};
    ticket.matter = {"无法复工", std::string(600, 'x'), CategoryId("A1"), 3, "industry", "220102", "二道区", "", {},
                     {}};
    ticket.opened_at = ticket.task_force_since = ticket.changed_at = kOpened;
    ticket.opened_by = PersonId("op1");
    ticket.request_fingerprint = std::string(16, 'f');
    ticket.routing = {"sector-industry", "2022-04-18.1", {}, {}};
    ticket.task_force = TaskForceId("IND");
    for (const Target target : {Target::kAck, Target::kResolve}) {
        ticket.clocks.push_back({target, 1, "normal", "2022-04-18.1", "2022.1", {{ClockFact::kStart, kOpened}}});
    }
    const std::size_t own = ticket.matter.title.size() + ticket.matter.text.size() + ticket.matter.place.size() +
                            ticket.caller.phone.e164().size() + ticket.caller.name.size() +
                            ticket.caller.enterprise.size();
    const std::size_t size = encode_ticket(ticket, kKeys).size();
    std::cout << "a typical document: " << size << " bytes, " << size - own << " beyond its own text\n";
    // DESIGN §12 allows 1,200 bytes for everything in Redis; the document may take a third of it.
    EXPECT_LE(size, own + 400);
}

}  // namespace
}  // namespace hotline
