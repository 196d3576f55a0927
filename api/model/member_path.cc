#include "api/model/member_path.h"

#include "api/protocol/bounded_text.h"

namespace autopilot {
namespace {

constexpr std::size_t kShownNameBytes = 256;

}  // namespace

std::string MemberPath::Text() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->Text();
  if (!text.empty()) text += '.';
  if (position_ == 0) return text += BoundedText(name_, kShownNameBytes);
  text += position_ == kMapValue ? BoundedText(name_, kShownNameBytes) : std::to_string(position_);
  return text += ".member";
}

}  // namespace autopilot
