// The page behind the link of a message: for a phone, without scripts, in its reader's language.
#pragma once

#include <string>

#include "desk/link_answers.hpp"
#include "domain/rulebook.hpp"

namespace hotline::api {

struct LinkPage {
    std::string html;
    std::string style_nonce;  ///< for the Content-Security-Policy
};

/// What is due, and the two answers unless one was given.
[[nodiscard]] LinkPage link_page(const LinkAnswers::Look& look, const Rulebook& rules, Instant now);
/// Why there is nothing to answer, in both languages: who asks is not known.
[[nodiscard]] LinkPage link_refusal_page(const Error& error);

}  // namespace hotline::api
