#include "control/glob.h"

#include <cstddef>

#include "common/ascii.h"

namespace autopilot {

bool GlobMatches(std::string_view pattern, std::string_view text, GlobCase letters) {
  const auto same = [letters](std::string_view a, std::string_view b) {
    return letters == GlobCase::kIgnored ? EqualsIgnoringAsciiCase(a, b) : a == b;
  };
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  // Only the last star can need more text: an earlier one that took more would leave the pattern
  // up to the last star to match later, with less text behind it.
  std::size_t behind_star = kNone;
  std::size_t star_ends = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      behind_star = ++p;
      star_ends = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || same(pattern.substr(p, 1), text.substr(t, 1)))) {
      ++p;
      ++t;
    } else if (behind_star != kNone) {
      p = behind_star;
      t = ++star_ends;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == kNone;
}

}  // namespace autopilot
