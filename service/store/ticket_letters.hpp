// Letters that stand for enumerators in ticket documents: a stored document must not depend on the order of an enum.
#pragma once

#include <string_view>

namespace hotline {

inline constexpr std::string_view kTargetLetters = "acrbipv";  ///< in the order of Target
inline constexpr std::string_view kFactLetters = "sprmxe";     ///< in the order of ClockFact::Kind
inline constexpr std::string_view kRequestLetters = "ewf";     ///< in the order of PendingRequest::Kind

}  // namespace hotline
