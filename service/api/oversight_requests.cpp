#include "api/oversight_requests.hpp"

#include "api/request_reading.hpp"

namespace hotline::api {
namespace {

using http::EmptyBody;
using http::Fields;

constexpr http::NumberLimits kPlace{.min = 1, .max = 100'000};

}  // namespace

Result<AssistRequest> read_assist(std::string_view body, const Configuration& configuration) {
    return read<AssistRequest>(body, EmptyBody::kRefused, [&](Fields& fields, AssistRequest& request) {
        request.task_force = TaskForceId(fields.required_string("task_force", word()));
        request.asked = fields.required_string("asked", up_to(configuration.limits.note));
        request.due = fields.optional_instant("due");
    });
}

Result<PartRequest> read_part(std::string_view body, const Configuration& configuration) {
    return read<PartRequest>(body, EmptyBody::kRefused, [&](Fields& fields, PartRequest& request) {
        request.part = static_cast<int>(fields.required_int("part", kPlace));
        request.account = fields.required_string("account", up_to(configuration.limits.answer));
    });
}

Result<ExtendRequest> read_extend(std::string_view body, const Configuration& configuration) {
    return read<ExtendRequest>(body, EmptyBody::kRefused, [&](Fields& fields, ExtendRequest& request) {
        request.until = fields.required_instant("until");
        request.reason = fields.required_string("reason", up_to(configuration.limits.note));
    });
}

Result<DecideRequest> read_decide(std::string_view body, const Configuration& configuration) {
    return read<DecideRequest>(body, EmptyBody::kRefused, [&](Fields& fields, DecideRequest& request) {
        request.approved = fields.required_bool("approved");
        request.remark = text_or_empty(fields, "remark", blank_up_to(configuration.limits.note));
    });
}

Result<std::string> read_final_answer(std::string_view body, const Configuration& configuration) {
    return read<std::string>(body, EmptyBody::kRefused, [&](Fields& fields, std::string& reason) {
        reason = fields.required_string("reason", up_to(configuration.limits.note));
    });
}

Result<SuperviseRequest> read_supervise(std::string_view body, const Configuration& configuration) {
    return read<SuperviseRequest>(body, EmptyBody::kRefused, [&](Fields& fields, SuperviseRequest& request) {
        request.instruction = fields.required_string("instruction", up_to(configuration.limits.note));
        request.due = fields.optional_instant("due");
    });
}

Result<ReportRequest> read_report(std::string_view body, const Configuration& configuration) {
    return read<ReportRequest>(body, EmptyBody::kRefused, [&](Fields& fields, ReportRequest& request) {
        request.text = fields.required_string("text", up_to(configuration.limits.answer));
        request.order = static_cast<int>(fields.optional_int("order", kPlace).value_or(0));
    });
}

Result<CloseSupervisionRequest> read_close_supervision(std::string_view body, const Configuration& configuration) {
    return read<CloseSupervisionRequest>(
        body, EmptyBody::kRefused, [&](Fields& fields, CloseSupervisionRequest& request) {
            request.order = static_cast<int>(fields.required_int("order", kPlace));
            request.accepted = fields.required_bool("accepted");
            request.remark = text_or_empty(fields, "remark", blank_up_to(configuration.limits.note));
        });
}

}  // namespace hotline::api
