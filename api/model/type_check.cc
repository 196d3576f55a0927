#include "api/model/type_check.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "api/model/member_path.h"
#include "api/protocol/errors.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxListedMembers = 100;

// 0001-01-01T00:00:00Z and 10000-01-01T00:00:00Z in epoch seconds.
constexpr double kFirstSecond = -62'135'596'800.0;
constexpr double kBehindLastSecond = 253'402'300'800.0;

std::string_view NameOf(Shape::Type type) {
  switch (type) {
    case Shape::Type::kStructure:
      return "a Structure";
    case Shape::Type::kList:
      return "a List";
    case Shape::Type::kMap:
      return "a Map";
    case Shape::Type::kString:
      return "a String";
    case Shape::Type::kInteger:
      return "an Integer";
    case Shape::Type::kFloat:
      return "a Float";
    case Shape::Type::kBoolean:
      return "a Boolean";
    case Shape::Type::kTimestamp:
      return "a Timestamp";
  }
  return {};
}

std::string Mismatch(const Json& value, Shape::Type expected) {
  switch (value.type()) {
    case Json::value_t::object:
      return "Start of structure or map found where not expected";
    case Json::value_t::array:
      return "Start of list found where not expected";
    default:
      break;
  }
  std::string_view found = "NUMBER_VALUE";
  if (value.is_string()) found = "STRING_VALUE";
  if (value.is_boolean()) found = value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
  return std::string(found).append(" can not be converted to ").append(NameOf(expected));
}

// The value as an integer of 32 bits; nothing when it has a fraction or does not fit.
std::optional<std::int64_t> AsInteger(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  // Every integer of 32 bits is exact as a double, and whatever rounds is out of their range.
  const double number = value.get<double>();
  if (number != std::trunc(number) || number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

class TypeFitter {
 public:
  // False at the first mismatch, which `problem` then tells.
  bool Fit(const Shape& shape, Json& value, const MemberPath& path) {
    switch (shape.type) {
      case Shape::Type::kStructure:
        return value.is_object() ? FitStructure(shape, value, path) : Refuse(shape, value, path);
      case Shape::Type::kList:
        return value.is_array() ? FitList(*shape.element, value, path) : Refuse(shape, value, path);
      case Shape::Type::kMap:
        return value.is_object() ? FitMap(*shape.element, value, path) : Refuse(shape, value, path);
      case Shape::Type::kString:
        return value.is_string() || Refuse(shape, value, path);
      case Shape::Type::kBoolean:
        return value.is_boolean() || Refuse(shape, value, path);
      case Shape::Type::kInteger:
        if (const auto integer = AsInteger(value)) {
          value = *integer;
          return true;
        }
        return Refuse(shape, value, path);
      case Shape::Type::kFloat:
        if (!value.is_number()) return Refuse(shape, value, path);
        value = value.get<double>();
        return true;
      case Shape::Type::kTimestamp:
        return IsTimestamp(value) || Refuse(shape, value, path);
    }
    return false;
  }

  std::string problem;
  std::vector<std::string> unknown_members;

 private:
  static bool IsTimestamp(const Json& value) {
    if (!value.is_number()) return false;
    const double seconds = value.get<double>();
    return seconds >= kFirstSecond && seconds < kBehindLastSecond;
  }

  bool Refuse(const Shape& shape, const Json& value, const MemberPath& path) {
    problem = Mismatch(value, shape.type) + " at '" + path.Text() + '\'';
    return false;
  }

  bool FitStructure(const Shape& shape, Json& value, const MemberPath& path) {
    for (const ShapeMember& member : shape.members) {
      const auto found = value.find(member.name);
      if (found == value.end()) continue;
      if (found->is_null()) {
        value.erase(found);
      } else if (!Fit(*member.shape, *found, path.Member(member.path_name))) {
        return false;
      }
    }
    RemoveUnknown(shape, value, path);
    return true;
  }

  void RemoveUnknown(const Shape& shape, Json& value, const MemberPath& path) {
    for (auto member = value.begin(); member != value.end();) {
      if (shape.FindMember(member.key()) != nullptr) {
        ++member;
        continue;
      }
      if (unknown_members.size() < kMaxListedMembers) {
        unknown_members.push_back(path.Member(member.key()).Text());
      }
      member = value.erase(member);
    }
  }

  bool FitList(const Shape& element, Json& value, const MemberPath& path) {
    std::size_t index = 0;
    for (Json& item : value) {
      if (!item.is_null() && !Fit(element, item, path.Element(index))) return false;
      ++index;
    }
    return true;
  }

  bool FitMap(const Shape& element, Json& value, const MemberPath& path) {
    for (auto& [key, item] : value.items()) {
      if (!item.is_null() && !Fit(element, item, path.Value(key))) return false;
    }
    return true;
  }
};

}  // namespace

Result<std::vector<std::string>> FitTypes(const Shape& shape, Json& value) {
  TypeFitter fitter;
  if (!fitter.Fit(shape, value, MemberPath())) {
    return tl::unexpected(errors::Serialization(std::move(fitter.problem)));
  }
  return std::move(fitter.unknown_members);
}

}  // namespace autopilot
