#include "api/model/shown_value.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "api/protocol/bounded_text.h"
#include "common/java_number.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 1000;

// Stops soon after the limit: what is shown is cut anyway.
void Append(std::string& out, const Json& value) {
  const auto append_all = [&](char open, char close, const auto& append_item) {
    out += open;
    std::string_view separator;
    for (auto item = value.begin(); item != value.end() && out.size() <= kMaxBytes; ++item) {
      out += separator;
      append_item(item);
      separator = ", ";
    }
    out += close;
  };
  switch (value.type()) {
    case Json::value_t::object:
      append_all('{', '}', [&](auto item) {
        out += BoundedText(item.key(), kMaxBytes);
        out += '=';
        Append(out, *item);
      });
      return;
    case Json::value_t::array:
      append_all('[', ']', [&](auto item) { Append(out, *item); });
      return;
    case Json::value_t::string:
      out += BoundedText(value.get_ref<const std::string&>(), kMaxBytes);
      return;
    case Json::value_t::number_float:
      out += JavaDouble(value.get<double>());
      return;
    default:
      out += value.dump();
  }
}

}  // namespace

std::string ShownValue(const Json& value) {
  std::string shown;
  Append(shown, value);
  return BoundedText(shown, kMaxBytes);
}

}  // namespace autopilot
