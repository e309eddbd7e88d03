#include "store/roster_log.hpp"

#include <nlohmann/json.hpp>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using RosterJson = nlohmann::json;

long long to_ms(Instant at) { return at.time_since_epoch().count(); }
Instant from_ms(long long ms) { return Instant(std::chrono::milliseconds(ms)); }

RosterJson ids_json(const std::vector<TaskForceId>& ids) {
    RosterJson list = RosterJson::array();
    for (const TaskForceId& id : ids) list.push_back(id.value);
    return list;
}

std::vector<TaskForceId> read_ids(const RosterJson& list) {
    std::vector<TaskForceId> ids;
    for (const auto& id : list) ids.emplace_back(id.get<std::string>());
    return ids;
}

RosterJson to_json(const Contact& contact) {
    RosterJson json{{"email", contact.email},
                    {"mobile", contact.mobile},
                    {"language", kLanguageNames[static_cast<std::size_t>(contact.language)]},
                    {"channels", contact.order.channels},
                    {"minutes_between", contact.order.between.count()}};
    if (contact.quiet) json["quiet"] = {contact.quiet->open, contact.quiet->close};
    return json;
}

Contact read_contact(const RosterJson& json) {
    Contact contact;
    contact.email = json.at("email").get<std::string>();
    contact.mobile = json.at("mobile").get<std::string>();
    if (json.at("language") == kLanguageNames[1]) contact.language = Language::kEn;
    contact.order.channels = json.at("channels").get<std::vector<std::string>>();
    contact.order.between = std::chrono::minutes(json.at("minutes_between").get<int>());
    if (json.contains("quiet"))
        contact.quiet = MinuteInterval{json["quiet"].at(0).get<int>(), json["quiet"].at(1).get<int>()};
    return contact;
}

RosterJson to_json(const Account& account) {
    RosterJson roles = RosterJson::array();
    for (const Role role : account.person.roles) roles.push_back(to_string(role));
    RosterJson json{{"id", account.person.id.value},
                    {"name", account.person.name},
                    {"roles", std::move(roles)},
                    {"task_forces", ids_json(account.person.task_forces)},
                    {"disabled", account.disabled}};
    if (!account.subject.empty()) json["subject"] = account.subject;
    if (account.contact != Contact{}) json["contact"] = to_json(account.contact);
    return json;
}

RosterJson to_json(const ApiToken& token) {
    RosterJson json{{"id", token.id},
                    {"name", token.name},
                    {"owner", token.owner.value},
                    {"sha256", token.sha256},
                    {"actions", token.scope.actions},
                    {"task_forces", ids_json(token.scope.task_forces)},
                    {"revoked", token.revoked}};
    if (token.expires_at) json["expires_at"] = to_ms(*token.expires_at);
    return json;
}

/// Roles that this version does not know grant nothing.
Account read_account(const RosterJson& json) {
    Account account;
    account.person.id = PersonId(json.at("id").get<std::string>());
    account.person.name = json.at("name").get<std::string>();
    for (const auto& name : json.at("roles")) {
        if (const auto role = parse_role(name.get<std::string>())) account.person.roles.push_back(*role);
    }
    account.person.task_forces = read_ids(json.at("task_forces"));
    account.disabled = json.at("disabled").get<bool>();
    account.subject = json.value("subject", "");
    if (json.contains("contact")) account.contact = read_contact(json.at("contact"));
    return account;
}

ApiToken read_token(const RosterJson& json) {
    ApiToken token;
    token.id = json.at("id").get<std::string>();
    token.name = json.at("name").get<std::string>();
    token.owner = PersonId(json.at("owner").get<std::string>());
    token.sha256 = json.at("sha256").get<std::string>();
    token.scope = {json.at("actions").get<std::vector<std::string>>(), read_ids(json.at("task_forces"))};
    if (json.contains("expires_at")) token.expires_at = from_ms(json.at("expires_at").get<long long>());
    token.revoked = json.at("revoked").get<bool>();
    return token;
}

RosterEntry read_entry(RevisionStream::Entry& written) {
    auto& fields = written.fields;
    RosterEntry entry{written.revision, Account{}, PersonId(fields["by"]), from_ms(to_number(fields["at"]))};
    if (fields.contains("token")) {
        entry.changed = read_token(RosterJson::parse(fields["token"]));
    } else {
        entry.changed = read_account(RosterJson::parse(fields["person"]));
    }
    return entry;
}

}  // namespace

RosterLog::RosterLog(redis::LinkPool& link) : stream_(link, keys::roster()) {}

Awaitable<Result<std::vector<RosterEntry>>> RosterLog::after(Revision known) {
    auto written = co_await stream_.after(known);
    if (!written) co_return std::unexpected(written.error());
    std::vector<RosterEntry> entries;
    for (auto& entry : *written) {
        try {
            entries.push_back(read_entry(entry));
        } catch (const RosterJson::exception&) {
            co_return fail(ErrorCode::kInternal,
                           "entry " + std::to_string(entry.revision) + " of the roster cannot be read");
        }
    }
    co_return entries;
}

Awaitable<Result<bool>> RosterLog::append(RosterEntry entry) {
    const bool is_token = std::holds_alternative<ApiToken>(entry.changed);
    const auto json = std::visit([](const auto& changed) { return to_json(changed).dump(); }, entry.changed);
    co_return co_await stream_.append(
        {entry.revision,
         {{is_token ? "token" : "person", json}, {"by", entry.by.value}, {"at", std::to_string(to_ms(entry.at))}}});
}

}  // namespace hotline
