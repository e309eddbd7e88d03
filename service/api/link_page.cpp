#include "api/link_page.hpp"

#include <algorithm>

#include "base/instant.hpp"
#include "base/random_token.hpp"
#include "base/text_template.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::api {
namespace {

constexpr const char* kPage = R"html(<!doctype html>
<html lang="{{language}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{heading}}</title>
<style nonce="{{nonce}}">
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; }
  body { margin: 0 auto; max-width: 30rem; padding: 1.25rem; }
  h1 { font-size: 1.6rem; margin: 0 0 .25rem; letter-spacing: .04em; }
  p { margin: .25rem 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 1.25rem 0; }
  dt { opacity: .7; }
  dd { margin: 0; }
  form { display: grid; gap: .75rem; margin-top: 1.5rem; }
  button { font: inherit; padding: .9rem; border-radius: .6rem; border: 1px solid #888; background: transparent; color: inherit; }
  button.main { background: #1554d1; border-color: #1554d1; color: #fff; font-weight: 600; }
  p + p { margin-top: 1rem; }
  form + p { margin-top: 1.25rem; }
  .late { color: #c62828; font-weight: 600; }
  @media (prefers-color-scheme: dark) { .late { color: #ff8a80; } }
</style>
<h1>{{heading}}</h1>
<p>{{lead}}</p>
{{#also}}<p lang="en">{{also}}</p>{{/also}}
{{#facts}}<dl>{{/facts}}
{{#task_force}}<dt>{{task_force_word}}</dt><dd>{{task_force}}</dd>{{/task_force}}
{{#category}}<dt>{{category_word}}</dt><dd>{{category}}</dd>{{/category}}
{{#urgency}}<dt>{{urgency_word}}</dt><dd>{{urgency}}</dd>{{/urgency}}
{{#holder}}<dt>{{holder_word}}</dt><dd>{{holder}}</dd>{{/holder}}
{{#due}}<dt>{{due_word}}</dt><dd>{{due}}</dd>{{/due}}
{{#late}}<dt>{{due_word}}</dt><dd class="late">{{late}}</dd>{{/late}}
{{#facts}}</dl>{{/facts}}
{{#form}}<form method="post">
  <button class="main" name="answer" value="mine">{{mine}}</button>
  <button name="answer" value="not_mine">{{not_mine}}</button>
</form>{{/form}}
{{#ticket_link}}<p><a href="{{ticket_link}}">{{open}}</a></p>{{/ticket_link}}
</html>
)html";

using Values = TextTemplate::Values;

Values words_in(Language language) {
    if (language == Language::kZh) {
        return {{"language", "zh"},           {"task_force_word", "专班"}, {"category_word", "诉求类别"},
                {"urgency_word", "紧急程度"}, {"holder_word", "承办人"},   {"due_word", "期限"},
                {"mine", "我来处理"},         {"not_mine", "不是我的"},    {"open", "打开工单"}};
    }
    return {{"language", "en"},         {"task_force_word", "Task force"},
            {"category_word", "Topic"}, {"urgency_word", "Urgency"},
            {"holder_word", "With"},    {"due_word", "Due"},
            {"mine", "I have it"},      {"not_mine", "Not me"},
            {"open", "Open the ticket"}};
}

std::string lead_in(Language language, const LinkAnswers::Look& look) {
    const bool zh = language == Language::kZh;
    if (!is_open(look.ticket.state)) return zh ? "工单已办结。" : "The ticket has ended.";
    if (look.answered) return zh ? "已收到您的答复。" : "Your answer has been taken.";
    return look.person.name + (zh ? "，请确认是否由您处理。" : ", please say whether you take care of it.");
}

const std::string& name_of(const Names& names, Language language) {
    return language == Language::kZh ? names.zh : names.en;
}

std::string holder_name(const PersonId& holder, const Rulebook& rules) {
    const auto& people = rules.people.all();
    const auto found = std::ranges::find(people, holder, &Person::id);
    return found == people.end() ? holder.value : found->name;
}

/// The first of the ticket's promises that is still owed.
std::optional<Instant> next_due(const Ticket& ticket, const Rulebook& rules, Instant now) {
    std::optional<Instant> first;
    for (const ClockView& view : view_clocks(ticket, rules, now)) {
        const bool owed = view.reading.state == ClockState::kRunning || view.reading.state == ClockState::kBreached;
        if (owed && is_current(*view.clock, ticket) && (!first || view.reading.due.due < *first))
            first = view.reading.due.due;
    }
    return first;
}

void add_facts(Values& values, const LinkAnswers::Look& look, const Rulebook& rules, Language language, Instant now) {
    const Ticket& ticket = look.ticket;
    const Catalogue& catalogue = *rules.catalogue;
    values["facts"] = "1";
    if (const auto* const known = catalogue.task_forces.find(ticket.task_force.value)) {
        values["task_force"] = name_of(known->name, language);
    }
    if (const auto* const known = catalogue.categories.find(ticket.matter.category.value)) {
        values["category"] = name_of(known->name, language);
    }
    if (const auto* const known = catalogue.urgency(ticket.matter.urgency))
        values["urgency"] = name_of(known->name, language);
    if (!ticket.holder.empty()) values["holder"] = holder_name(ticket.holder, rules);
    if (const auto due = next_due(ticket, rules, now)) {
        const auto text = to_rfc3339(*due, *rules.service.zone);
        values[*due < now ? "late" : "due"] = text.substr(0, 10) + " " + text.substr(11, 5);
    }
    values["ticket_link"] = rules.notifications->public_url + "/tickets/" + ticket.number.text();
}

LinkPage rendered(Values values) {
    static const TextTemplate kTemplate = TextTemplate::html(kPage);
    const std::string nonce = random_id();
    values["nonce"] = nonce;
    return {kTemplate.render(values), nonce};
}

}  // namespace

LinkPage link_page(const LinkAnswers::Look& look, const Rulebook& rules, Instant now) {
    const Contact* const contact = rules.people.contact(look.person.id);
    const Language language = contact == nullptr ? Language::kZh : contact->language;
    Values values = words_in(language);
    values["heading"] = (language == Language::kZh ? "工单 " : "Ticket ") + look.ticket.number.text();
    values["lead"] = lead_in(language, look);
    add_facts(values, look, rules, language, now);
    if (!look.answered && is_open(look.ticket.state)) values["form"] = "1";
    return rendered(std::move(values));
}

LinkPage link_refusal_page(const Error& error) {
    Values values = words_in(Language::kZh);
    switch (error.code) {
        case ErrorCode::kLinkExpired:
        case ErrorCode::kTicketNotFound:
            values["heading"] = "链接已失效";
            values["lead"] = "该链接已使用、已过期，或工单已转出。请登录系统查看。";
            values["also"] =
                "This link is no longer good: it has been used, is too old, or the ticket has moved on. Log in to see "
                "more.";
            break;
        case ErrorCode::kForbidden:
        case ErrorCode::kIllegalTransition:
            values["heading"] = "无法处理";
            values["lead"] = "工单状态已变化，请登录系统查看。";
            values["also"] = "The ticket has changed meanwhile. Log in to see more.";
            break;
        default:
            values["heading"] = "请稍后再试";
            values["lead"] = "系统暂时无法保存您的答复，请稍后再点一次链接。";
            values["also"] = "Your answer could not be kept. Open the link again in a minute.";
    }
    return rendered(std::move(values));
}

}  // namespace hotline::api
