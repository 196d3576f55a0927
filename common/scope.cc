#include "common/scope.h"

#include <algorithm>
#include <cstddef>

namespace autopilot {
namespace {

constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kMaxRegionLength = 32;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool IsAccountId(std::string_view text) {
  return text.size() == kAccountDigits && std::all_of(text.begin(), text.end(), IsDigit);
}

bool IsRegionName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxRegionLength &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-'; });
}

}  // namespace autopilot
