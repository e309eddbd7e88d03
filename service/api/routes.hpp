// The resources of /api/v1, one file each. Handlers parse, ask the desk, reply; no rule is decided here.
#pragma once

#include "api/installation.hpp"
#include "api/request_rate.hpp"
#include "desk/administration.hpp"
#include "desk/desk.hpp"
#include "desk/disclosure.hpp"
#include "desk/link_answers.hpp"
#include "desk/logins.hpp"
#include "desk/messages.hpp"
#include "desk/outages.hpp"
#include "desk/profiles.hpp"
#include "desk/reading.hpp"
#include "http/router.hpp"
#include "oidc/provider.hpp"
#include "store/pending_logins.hpp"
#include "telemetry/log.hpp"

namespace hotline::live {
class Viewers;
}

namespace hotline::api {

/// What handlers of one thread work with; outlives the router.
struct Services {
    Desk& desk;
    Reading& reading;
    Presence& presence;
    Presence& token_use;
    const Installation& installation;
    Reload reload;
    Profiles& profiles;
    Administration& administration;
    Logins& logins;
    Disclosure& disclosure;
    Messages& messages;
    LinkAnswers& link_answers;
    Outages& outages;
    RequestRate& request_rate;
    PendingLogins& pending_logins;
    live::Viewers& viewers;
    const std::shared_ptr<oidc::Provider>& provider;  ///< null: nobody logs in by one; replaced by a reload
    telemetry::Metrics& metrics;
    telemetry::Log& log;
    bool tls = false;  ///< clients speak TLS, with this node or with a proxy in front of it
};

void add_ticket_routes(http::Router& router, Services& services);
void add_action_routes(http::Router& router, Services& services);
void add_task_force_routes(http::Router& router, Services& services);
void add_caller_routes(http::Router& router, Services& services);
void add_routing_routes(http::Router& router, Services& services);
void add_configuration_routes(http::Router& router, Services& services);
void add_profile_routes(http::Router& router, Services& services);
void add_session_routes(http::Router& router, Services& services);
void add_single_sign_on_routes(http::Router& router, Services& services);
void add_people_routes(http::Router& router, Services& services);
void add_privacy_routes(http::Router& router, Services& services);
void add_token_routes(http::Router& router, Services& services);
void add_message_routes(http::Router& router, Services& services);
void add_contact_routes(http::Router& router, Services& services);
void add_link_routes(http::Router& router, Services& services);
void add_outage_routes(http::Router& router, Services& services);
void add_live_routes(http::Router& router, Services& services);

}  // namespace hotline::api
