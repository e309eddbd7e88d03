// /n/{token}: the link of a message. Its signature says who answers, so there is no log-in.
#include "api/handlers.hpp"
#include "api/link_page.hpp"
#include "api/routes.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;

HttpReply page_reply(LinkPage page, int status) {
    HttpReply reply{status, "text/html; charset=utf-8", std::move(page.html), {}};
    return std::move(reply).with("Content-Security-Policy",
                                 "default-src 'none'; style-src 'nonce-" + page.style_nonce +
                                     "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
}

HttpReply refusal(const Error& error) { return page_reply(link_refusal_page(error), problem_of(error.code).status); }

HttpReply shown(Services& services, const Result<LinkAnswers::Look>& look) {
    if (!look) return refusal(look.error());
    return page_reply(link_page(*look, *services.desk.rules(), services.desk.now()), 200);
}

Awaitable<HttpReply> show(Services& services, const HttpRequest& request) {
    co_return shown(services, co_await services.link_answers.look(std::string(request.path_param("token")),
                                                                  services.installation.roster));
}

Awaitable<HttpReply> take(Services& services, const HttpRequest& request) {
    const bool mine = request.body == "answer=mine";
    if (!mine && request.body != "answer=not_mine") {
        co_return refusal(Error{ErrorCode::kInvalidField, "answer is mine or not_mine", "answer", {}});
    }
    const auto answer = mine ? LinkAnswer::kMine : LinkAnswer::kNotMine;
    co_return shown(services,
                    co_await services.link_answers.answer(std::string(request.path_param("token")),
                                                          services.installation.roster, answer, origin_of(request)));
}

}  // namespace

void add_link_routes(http::Router& router, Services& services) {
    router.add("GET", "/n/{token}", [&services](const HttpRequest& request) { return show(services, request); });
    router.add("POST", "/n/{token}", [&services](const HttpRequest& request) { return take(services, request); },
               {.any_content_type = true});
}

}  // namespace hotline::api
