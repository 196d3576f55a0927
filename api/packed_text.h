#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace autopilot {

// A text that takes little memory because another one resembles it: what both share is kept once
// (LZ4 with the other text as its dictionary). Answers about jobs of one kind differ in names and
// numbers only, and shrink to a fifth. Immutable.
class PackedText {
 public:
  using Sample = std::shared_ptr<const std::string>;  // at most 64 KiB of it are used

  PackedText(std::string_view text, Sample sample);

  std::string Unpack() const;
  std::size_t bytes() const { return packed_.size(); }  // without the sample

 private:
  Sample sample_;
  std::size_t size_;  // of the text
  std::string packed_;
};

}  // namespace autopilot
