#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autopilot {

// Where in a request we are, as AWS prints it: "inputDataConfig.1.member.targetAttributeName" (list
// elements count from 1), "textGenerationHyperParameters.epochCount.member" (map values). A path
// borrows its parent and its names, so walking costs nothing; the text is made when it is needed.
class MemberPath {
 public:
  MemberPath() = default;

  MemberPath Member(std::string_view name) const { return {this, name, 0}; }
  MemberPath Element(std::size_t index) const { return {this, {}, index + 1}; }  // from 0
  MemberPath Value(std::string_view key) const { return {this, key, kMapValue}; }

  // Keys that a client chose are cut to a moderate length. "" for the request itself.
  std::string Text() const;

 private:
  static constexpr std::size_t kMapValue = static_cast<std::size_t>(-1);

  MemberPath(const MemberPath* parent, std::string_view name, std::size_t position)
      : parent_(parent), name_(name), position_(position) {}

  const MemberPath* parent_ = nullptr;
  std::string_view name_;
  std::size_t position_ = 0;  // of a list element, from 1; 0: a member
};

}  // namespace autopilot
