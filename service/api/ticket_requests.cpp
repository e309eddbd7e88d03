#include "api/ticket_requests.hpp"

#include <fmt/format.h>

#include "api/request_reading.hpp"
#include "base/keyed_hash.hpp"

namespace hotline::api {
namespace {

using http::EmptyBody;
using http::Fields;

constexpr std::size_t kMostFacts = 30;
constexpr int kBestSatisfaction = 5;

void read_phone(Fields& fields, const DialPlan& plan, std::optional<Phone>& phone) {
    const auto text = fields.optional_string("phone", word());
    if (!text) return;
    auto parsed = Phone::parse(*text, plan);
    if (parsed) {
        phone = *std::move(parsed);
    } else {
        fields.refuse(parsed.error().code, "phone", parsed.error().detail);
    }
}

void fill_caller(Fields& fields, Caller& caller, const Configuration& configuration) {
    std::optional<Phone> phone;
    read_phone(fields, configuration.rulebook.service.dial_plan, phone);
    caller.phone = phone.value_or(Phone{});
    caller.name = text_or_empty(fields, "name", line());
    caller.kind = text_or_empty(fields, "kind", word());
    caller.enterprise = text_or_empty(fields, "enterprise", line());
    caller.address = text_or_empty(fields, "address", line());
    caller.confidential = fields.optional_bool("confidential").value_or(false);
}

Urgency urgency_or_none(Fields& fields) {
    return static_cast<Urgency>(fields.optional_int("urgency", {.min = 1, .max = 99}).value_or(0));
}

void fill_matter(Fields& fields, Matter& matter, const TextLimits& limits, Purpose purpose) {
    if (purpose == Purpose::kOpen) {
        matter.title = fields.required_string(
            "title", {.max_characters = static_cast<std::size_t>(limits.title), .several_lines = false});
        matter.text = fields.required_string("text", up_to(limits.text));
    } else {
        matter.title = text_or_empty(fields, "title", blank_up_to(limits.title));
        matter.text = text_or_empty(fields, "text", blank_up_to(limits.text));
    }
    matter.category = CategoryId(text_or_empty(fields, "category", word()));
    matter.urgency = urgency_or_none(fields);
    matter.sector = text_or_empty(fields, "sector", word());
    matter.district = text_or_empty(fields, "district", word());
    matter.place = text_or_empty(fields, "place", line());
    matter.project_code = text_or_empty(fields, "project_code", word());
    matter.about = TaskForceId(text_or_empty(fields, "about", word()));
    matter.facts =
        fields.optional_string_map("facts", kMostFacts, blank_up_to(limits.note)).value_or(Fields::TextMap{});
}

void fill_answer(Fields& fields, AnswerRequest& answer, const TextLimits& limits) {
    answer.public_answer = fields.required_string("public_answer", up_to(limits.answer));
    answer.internal_account = text_or_empty(fields, "internal_account", blank_up_to(limits.answer));
}

/// Null clears a field, absence leaves it.
std::optional<std::string> amended_text(Fields& fields, std::string_view name, http::TextLimits limits) {
    if (!fields.is_null(name)) return fields.optional_string(name, limits);
    fields.optional_string(name, limits);
    return "";
}

template <class Id>
std::optional<Id> amended_id(Fields& fields, std::string_view name) {
    auto text = amended_text(fields, name, word());
    if (!text) return std::nullopt;
    return Id(*std::move(text));
}

void refuse_null(Fields& fields, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (fields.is_null(name)) fields.refuse(ErrorCode::kInvalidField, name, "this cannot be cleared");
    }
}

void fill_amendment(Fields& fields, AmendRequest& request, const Configuration& configuration) {
    const TextLimits& limits = configuration.limits;
    refuse_null(fields, {"title", "text", "urgency", "facts", "caller"});
    request.title = fields.optional_string(
        "title", {.max_characters = static_cast<std::size_t>(limits.title), .several_lines = false});
    request.text = fields.optional_string("text", up_to(limits.text));
    request.category = amended_id<CategoryId>(fields, "category");
    if (const Urgency urgency = urgency_or_none(fields); urgency != 0) request.urgency = urgency;
    request.sector = amended_text(fields, "sector", word());
    request.district = amended_text(fields, "district", word());
    request.place = amended_text(fields, "place", line());
    request.project_code = amended_text(fields, "project_code", word());
    request.about = amended_id<TaskForceId>(fields, "about");
    request.facts = fields.optional_string_map("facts", kMostFacts, blank_up_to(limits.note));
    fields.optional_object("caller", [&](Fields& caller) {
        if (caller.empty()) fields.refuse(ErrorCode::kMissingField, "caller", "say what is to be amended");
        refuse_null(caller, {"phone", "confidential"});
        read_phone(caller, configuration.rulebook.service.dial_plan, request.caller.phone);
        request.caller.name = amended_text(caller, "name", line());
        request.caller.kind = amended_text(caller, "kind", word());
        request.caller.enterprise = amended_text(caller, "enterprise", line());
        request.caller.address = amended_text(caller, "address", line());
        request.caller.confidential = caller.optional_bool("confidential");
    });
}

}  // namespace

Result<NewTicket> read_new_ticket(std::string_view body, const Configuration& configuration, Purpose purpose) {
    const auto json = http::parse_json_object(body);
    if (!json) return std::unexpected(json.error());
    Fields fields(*json);
    NewTicket request;
    fill_matter(fields, request.matter, configuration.limits, purpose);
    request.channel = fields.optional_string("channel", word()).value_or("phone");
    fields.optional_object("caller", [&](Fields& caller) { fill_caller(caller, request.caller, configuration); });
    request.received_at = fields.optional_instant("received_at");
    if (purpose == Purpose::kOpen) {
        fields.optional_object(
            "answer", [&](Fields& answer) { fill_answer(answer, request.answer.emplace(), configuration.limits); });
    }
    if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
    request.request_fingerprint = fmt::format("{:016x}", plain_hash(body));
    return request;
}

Result<AnswerRequest> read_answer(std::string_view body, const Configuration& configuration) {
    return read<AnswerRequest>(body, EmptyBody::kRefused, [&](Fields& fields, AnswerRequest& request) {
        fill_answer(fields, request, configuration.limits);
    });
}

Result<DispatchRequest> read_dispatch(std::string_view body, const Configuration& configuration) {
    return read<DispatchRequest>(body, EmptyBody::kRefused, [&](Fields& fields, DispatchRequest& request) {
        request.task_force = TaskForceId(fields.required_string("task_force", word()));
        if (const Urgency urgency = urgency_or_none(fields); urgency != 0) request.urgency = urgency;
        request.note = text_or_empty(fields, "note", blank_up_to(configuration.limits.note));
    });
}

Result<WaitRequest> read_wait(std::string_view body, const Configuration& configuration) {
    return read<WaitRequest>(body, EmptyBody::kRefused, [&](Fields& fields, WaitRequest& request) {
        request.reason = fields.required_string("reason", word());
        request.until = fields.optional_instant("until");
        request.note = text_or_empty(fields, "note", blank_up_to(configuration.limits.note));
    });
}

Result<ReturnRequest> read_return(std::string_view body, const Configuration& configuration) {
    return read<ReturnRequest>(body, EmptyBody::kRefused, [&](Fields& fields, ReturnRequest& request) {
        request.reason = fields.required_string("reason", word());
        request.ground = fields.required_string("ground", up_to(configuration.limits.note));
        request.suggest = TaskForceId(text_or_empty(fields, "suggest", word()));
    });
}

Result<TransferRequest> read_transfer(std::string_view body, const Configuration& configuration) {
    return read<TransferRequest>(body, EmptyBody::kRefused, [&](Fields& fields, TransferRequest& request) {
        request.task_force = TaskForceId(fields.required_string("task_force", word()));
        request.reason = fields.required_string("reason", up_to(configuration.limits.note));
    });
}

Result<ContactRequest> read_contact(std::string_view body, const Configuration& configuration) {
    return read<ContactRequest>(body, EmptyBody::kRefused, [&](Fields& fields, ContactRequest& request) {
        request.how = fields.required_string("how", word());
        request.at = fields.optional_instant("at");
        request.reached = fields.optional_bool("reached").value_or(true);
        request.note = text_or_empty(fields, "note", blank_up_to(configuration.limits.note));
    });
}

Result<ResolveRequest> read_resolve(std::string_view body, const Configuration& configuration) {
    return read<ResolveRequest>(body, EmptyBody::kRefused, [&](Fields& fields, ResolveRequest& request) {
        const TextLimits& limits = configuration.limits;
        request.justified = fields.required_bool("justified");
        request.solved = fields.required_bool("solved");
        request.unsolved_reason = text_or_empty(fields, "unsolved_reason", word());
        request.proof = text_or_empty(fields, "proof", blank_up_to(limits.note));
        request.internal_account = fields.required_string("internal_account", up_to(limits.answer));
        request.public_answer = fields.required_string("public_answer", up_to(limits.answer));
        request.contacted_at = fields.optional_instant("contacted_at");
    });
}

Result<CheckRequest> read_check(std::string_view body, const Configuration& configuration) {
    return read<CheckRequest>(body, EmptyBody::kRefused, [&](Fields& fields, CheckRequest& request) {
        request.passed = fields.required_bool("passed");
        request.remark = text_or_empty(fields, "remark", blank_up_to(configuration.limits.note));
    });
}

Result<CallbackRequest> read_callback(std::string_view body, const Configuration& configuration) {
    return read<CallbackRequest>(body, EmptyBody::kRefused, [&](Fields& fields, CallbackRequest& request) {
        request.reached = fields.required_bool("reached");
        request.solved = fields.optional_bool("solved");
        request.satisfaction =
            static_cast<int>(fields.optional_int("satisfaction", {.min = 1, .max = kBestSatisfaction}).value_or(0));
        request.remark = text_or_empty(fields, "remark", blank_up_to(configuration.limits.note));
    });
}

Result<AmendRequest> read_amend(std::string_view body, const Configuration& configuration) {
    bool says_nothing = false;
    auto request = read<AmendRequest>(body, EmptyBody::kRefused, [&](Fields& fields, AmendRequest& amended) {
        says_nothing = fields.empty();
        fill_amendment(fields, amended, configuration);
    });
    if (request && says_nothing) return fail(ErrorCode::kMissingField, "say what is to be amended");
    return request;
}

Result<HandOffRequest> read_hand_off(std::string_view body, const Configuration& /*configuration*/) {
    return read<HandOffRequest>(body, EmptyBody::kRefused, [&](Fields& fields, HandOffRequest& request) {
        request.to = fields.required_string("to", word());
        request.reference = text_or_empty(fields, "reference", line());
        request.confirmed = fields.optional_bool("confirmed").value_or(false);
    });
}

Result<CancelRequest> read_cancel(std::string_view body, const Configuration& configuration) {
    return read<CancelRequest>(body, EmptyBody::kRefused, [&](Fields& fields, CancelRequest& request) {
        request.reason = fields.required_string("reason", word());
        request.note = text_or_empty(fields, "note", blank_up_to(configuration.limits.note));
    });
}

Result<std::string> read_note(std::string_view body, const Configuration& configuration) {
    return read<std::string>(body, EmptyBody::kRefused, [&](Fields& fields, std::string& text) {
        text = fields.required_string("text", up_to(configuration.limits.note));
    });
}

Result<std::string> read_optional_note(std::string_view body, const Configuration& configuration) {
    return read<std::string>(body, EmptyBody::kIsEmptyObject, [&](Fields& fields, std::string& text) {
        text = text_or_empty(fields, "note", blank_up_to(configuration.limits.note));
    });
}

Result<TicketNumber> read_merge(std::string_view body) {
    const auto into = read<std::string>(body, EmptyBody::kRefused, [](Fields& fields, std::string& text) {
        text = fields.required_string("into", word());
    });
    if (!into) return std::unexpected(into.error());
    auto number = TicketNumber::parse(*into);
    if (!number) number.error().field = "/into";
    return number;
}

}  // namespace hotline::api
