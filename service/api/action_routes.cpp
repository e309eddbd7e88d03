// POST /tickets/{number}/{action}: every action of the lifecycle table.
#include "api/handlers.hpp"
#include "api/oversight_requests.hpp"
#include "api/routes.hpp"
#include "api/ticket_requests.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;

HttpReply reply(const Result<Ticket>& ticket, Services& services, const HttpRequest& request, const Person& person) {
    if (!ticket) return problem(ticket.error(), request);
    return ticket_reply(*ticket, services.desk, person);
}

/// An action whose meaning is one domain decision: body → request → decide.
template <class Read, class Decide>
VisitorHandler action_handler(Services& services, Action action, Read read, Decide decide) {
    return [&services, action, read, decide](const HttpRequest& request,
                                             const Visitor& visitor) -> Awaitable<HttpReply> {
        const Person& person = *visitor.person;
        const auto ref = ticket_ref(request);
        if (!ref) co_return problem(ref.error(), request);
        if (action == Action::kAmend && !ref->revision) {
            co_return problem(
                Error{ErrorCode::kPreconditionRequired, "send the ETag of the ticket you have read", "If-Match", {}},
                request);
        }
        auto body = read(request.body, *services.installation.configuration);
        if (!body) co_return problem(body.error(), request);
        const auto changed = co_await services.desk.change(
            person, *ref, action,
            [decide, body = *std::move(body)](const Ticket& ticket, const Act& act) -> Result<Change> {
                return decide(ticket, body, act);
            });
        co_return reply(changed, services, request, person);
    };
}

Awaitable<HttpReply> claim_ticket(Services& services, const HttpRequest& request, const Person& person) {
    const auto ref = ticket_ref(request);
    if (!ref) co_return problem(ref.error(), request);
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    co_return reply(co_await services.desk.claim(person, *ref), services, request, person);
}

Awaitable<HttpReply> merge_ticket(Services& services, const HttpRequest& request, const Person& person) {
    const auto ref = ticket_ref(request);
    if (!ref) co_return problem(ref.error(), request);
    const auto into = read_merge(request.body);
    if (!into) co_return problem(into.error(), request);
    co_return reply(co_await services.desk.merge(person, *ref, *into), services, request, person);
}

}  // namespace

void add_action_routes(http::Router& router, Services& services) {
    const auto add = [&](const std::string& name, Action action, auto read, auto decide) {
        router.add("POST", "/api/v1/tickets/{number}/" + name,
                   authenticated(services, action_handler(services, action, read, decide)));
    };
    add_route(router, services, "POST", "/api/v1/tickets/{number}/claim", claim_ticket);
    add_route(router, services, "POST", "/api/v1/tickets/{number}/merge", merge_ticket);
    add("answer", Action::kAnswer, read_answer, answer);
    add("dispatch", Action::kDispatch, read_dispatch, dispatch);
    add("release", Action::kRelease, read_optional_note, release);
    add("note", Action::kNote, read_note, add_note);
    add("amend", Action::kAmend, read_amend, amend);
    add("wait", Action::kWait, read_wait, hotline::wait);
    add("resume", Action::kResume, read_optional_note, resume);
    add("return", Action::kReturn, read_return, return_ticket);
    add("transfer", Action::kTransfer, read_transfer, transfer);
    add("contact", Action::kContact, read_contact, contact);
    add("resolve", Action::kResolve, read_resolve, resolve);
    add("check", Action::kCheck, read_check, check);
    add("hand-off", Action::kHandOff, read_hand_off, hand_off);
    add("callback", Action::kCallback, read_callback, call_back);
    add("urge", Action::kUrge, read_optional_note, urge);
    add("cancel", Action::kCancel, read_cancel, cancel);
    add("assist", Action::kAssist, read_assist, assist);
    add("contribute", Action::kContribute, read_part, contribute);
    add("recall", Action::kRecall, read_part, recall_part);
    add("extend", Action::kExtend, read_extend, ask_extension);
    add("decide", Action::kDecide, read_decide, decide);
    add("report", Action::kReport, read_report, report);
    add("final-answer", Action::kFinalAnswer, read_final_answer, sign_final_answer);
    add("supervise", Action::kSupervise, read_supervise, supervise);
    add("close-supervision", Action::kCloseSupervision, read_close_supervision, close_supervision);
}

}  // namespace hotline::api
