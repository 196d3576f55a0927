#include "api/model/pattern.h"

#include <re2/re2.h>

#include <stdexcept>
#include <utility>

namespace autopilot {

Pattern::Pattern(std::string text) : text_(std::move(text)) {}
Pattern::~Pattern() = default;

const re2::RE2& Pattern::Compiled() const {
  std::call_once(once_, [this] {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(std::int64_t{1} << 20);
    compiled_ = std::make_unique<const re2::RE2>(text_, options);
  });
  return *compiled_;
}

bool Pattern::IsValid() const { return Compiled().ok(); }

bool Pattern::Matches(std::string_view utf8) const {
  const re2::RE2& compiled = Compiled();
  if (!compiled.ok()) throw std::logic_error("RE2 refuses the pattern " + text_);
  return compiled.Match(utf8, 0, utf8.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

}  // namespace autopilot
