#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace autopilot {

// A regular expression of the service model, matched against whole strings in time linear in their
// length. Compiled at its first use, because most requests need few of them; safe for any thread.
class Pattern {
 public:
  explicit Pattern(std::string text);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // As the model spells it.
  const std::string& text() const { return text_; }
  // Whether RE2 understands it.
  bool IsValid() const;
  // `utf8` must be valid UTF-8. Throws std::logic_error if the pattern is not valid.
  bool Matches(std::string_view utf8) const;

 private:
  const re2::RE2& Compiled() const;

  std::string text_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const re2::RE2> compiled_;
};

}  // namespace autopilot
