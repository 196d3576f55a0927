#include "api/protocol/message.h"

#include "common/ascii.h"

namespace autopilot {

std::string_view Request::Header(std::string_view name) const {
  for (const auto& [header_name, value] : headers) {
    if (EqualsIgnoringAsciiCase(header_name, name)) return value;
  }
  return {};
}

std::string_view Request::Path() const {
  const std::string_view view = target;
  return view.substr(0, view.find('?'));
}

std::string_view Request::Query() const {
  const std::string_view view = target;
  const auto mark = view.find('?');
  return mark == std::string_view::npos ? std::string_view() : view.substr(mark + 1);
}

}  // namespace autopilot
