#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace autopilot::fuzzing {

void Expect(bool holds, std::string_view what, std::string_view detail) {
  if (holds) return;
  constexpr std::size_t kShown = 4'000;
  detail = detail.substr(0, kShown);
  std::fprintf(stderr, "Not as expected: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

bool IsUtf8(std::string_view text) {
  // The library writes valid UTF-8 only.
  try {
    return !nlohmann::json(text).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

void ExpectSentence(std::string_view text) {
  Expect(IsUtf8(text), "an error that is not UTF-8");
  Expect(!text.empty() && text.back() == '.' && text.size() < 1'000, "no sentence", text);
}

}  // namespace autopilot::fuzzing
