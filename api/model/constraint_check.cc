#include "api/model/constraint_check.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "api/model/member_path.h"
#include "api/model/shown_value.h"
#include "common/java_number.h"
#include "common/utf8.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxListedViolations = 100;

std::string BoundText(double bound) {
  return bound == std::trunc(bound) ? std::to_string(static_cast<std::int64_t>(bound))
                                    : JavaDouble(bound);
}

std::string PatternConstraint(const Shape& shape) {
  return "Member must satisfy regular expression pattern: " + shape.pattern->text();
}

std::string EnumConstraint(const Shape& shape) {
  std::string text = "Member must satisfy enum value set: [";
  for (const auto& value : shape.enum_values) {
    if (&value != &shape.enum_values.front()) text += ", ";
    text += value;
  }
  return text + ']';
}

enum class Measure { kLength, kValue };

std::string BoundConstraint(Measure measure, std::string_view relation, double bound) {
  return std::string("Member must have ")
      .append(measure == Measure::kLength ? "length " : "value ")
      .append(relation)
      .append(" than or equal to ")
      .append(BoundText(bound));
}
std::string MaxConstraint(const Shape& shape, Measure measure) {
  return BoundConstraint(measure, "less", *shape.max);
}
std::string MinConstraint(const Shape& shape, Measure measure) {
  return BoundConstraint(measure, "greater", *shape.min);
}

// Everything that a string of this shape must satisfy; a minimum of 0 demands nothing.
std::string AllConstraints(const Shape& shape) {
  std::vector<std::string> texts;
  if (shape.max) texts.push_back(MaxConstraint(shape, Measure::kLength));
  if (shape.min && *shape.min > 0) texts.push_back(MinConstraint(shape, Measure::kLength));
  if (shape.pattern) texts.push_back(PatternConstraint(shape));
  if (!shape.enum_values.empty()) texts.push_back(EnumConstraint(shape));
  std::string joined;
  for (const auto& text : texts) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return joined;
}

bool IsEnumValue(const Shape& shape, std::string_view text) {
  return shape.enum_values.empty() || std::find(shape.enum_values.begin(), shape.enum_values.end(),
                                                text) != shape.enum_values.end();
}

bool IsWithin(const Shape& shape, double measured) {
  return (!shape.max || measured <= *shape.max) && (!shape.min || measured >= *shape.min);
}

bool IsGoodKey(const Shape& shape, const std::string& key) {
  return IsEnumValue(shape, key) && (!shape.pattern || shape.pattern->Matches(key)) &&
         IsWithin(shape, static_cast<double>(Utf16Length(key)));
}

class ConstraintChecker {
 public:
  void Check(const Shape& shape, const Json& value, const MemberPath& path) {
    switch (shape.type) {
      case Shape::Type::kStructure:
        CheckStructure(shape, value, path);
        return;
      case Shape::Type::kList:
        CheckList(shape, value, path);
        return;
      case Shape::Type::kMap:
        CheckMap(shape, value, path);
        return;
      case Shape::Type::kString:
        CheckString(shape, value, path);
        return;
      case Shape::Type::kInteger:
      case Shape::Type::kFloat:
        CheckBounds(shape, value, value.get<double>(), Measure::kValue, path);
        return;
      case Shape::Type::kBoolean:
      case Shape::Type::kTimestamp:
        return;
    }
  }

  Violations TakeViolations() { return std::move(violations_); }

 private:
  // `constraint` is called only for violations that are listed: a hostile request may have
  // millions.
  template <typename Constraint>
  void Add(const Json* value, const MemberPath& path, const Constraint& constraint) {
    if (violations_.listed.size() == kMaxListedViolations) {
      ++violations_.unlisted;
      return;
    }
    violations_.listed.push_back(
        "Value " + (value == nullptr ? "null" : '\'' + ShownValue(*value) + '\'') + " at '" +
        path.Text() + "' failed to satisfy constraint: " + constraint());
  }

  void AddNull(const MemberPath& path) {
    Add(nullptr, path, [] { return "Member must not be null"; });
  }

  void CheckStructure(const Shape& shape, const Json& value, const MemberPath& path) {
    if (shape.is_union && value.size() != 1) {
      Add(&value, path, [] { return "Member must have exactly one member set"; });
    }
    for (const ShapeMember& member : shape.members) {
      const MemberPath member_path = path.Member(member.path_name);
      const auto found = value.find(member.name);
      if (found != value.end()) {
        Check(*member.shape, *found, member_path);
      } else if (member.required) {
        AddNull(member_path);
      }
    }
  }

  void CheckElement(const Shape& element, const Json& value, const MemberPath& path) {
    if (value.is_null()) {
      AddNull(path);
    } else {
      Check(element, value, path);
    }
  }

  void CheckList(const Shape& shape, const Json& value, const MemberPath& path) {
    CheckBounds(shape, value, static_cast<double>(value.size()), Measure::kLength, path);
    std::size_t index = 0;
    for (const Json& item : value) CheckElement(*shape.element, item, path.Element(index++));
  }

  void CheckMap(const Shape& shape, const Json& value, const MemberPath& path) {
    CheckBounds(shape, value, static_cast<double>(value.size()), Measure::kLength, path);
    const auto& entries = value.get_ref<const Json::object_t&>();
    const bool has_bad_key = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
      return !IsGoodKey(*shape.key, entry.first);
    });
    if (has_bad_key) {
      Add(&value, path,
          [&] { return "Map keys must satisfy constraint: [" + AllConstraints(*shape.key) + ']'; });
    }
    for (const auto& [key, item] : entries) CheckElement(*shape.element, item, path.Value(key));
  }

  void CheckString(const Shape& shape, const Json& value, const MemberPath& path) {
    const auto& text = value.get_ref<const std::string&>();
    if (!IsEnumValue(shape, text)) Add(&value, path, [&] { return EnumConstraint(shape); });
    if (shape.pattern && !shape.pattern->Matches(text)) {
      Add(&value, path, [&] { return PatternConstraint(shape); });
    }
    CheckBounds(shape, value, static_cast<double>(Utf16Length(text)), Measure::kLength, path);
  }

  void CheckBounds(const Shape& shape, const Json& value, double measured, Measure measure,
                   const MemberPath& path) {
    if (shape.max && measured > *shape.max) {
      Add(&value, path, [&] { return MaxConstraint(shape, measure); });
    }
    if (shape.min && measured < *shape.min) {
      Add(&value, path, [&] { return MinConstraint(shape, measure); });
    }
  }

  Violations violations_;
};

}  // namespace

Violations FindViolations(const Shape& shape, const Json& value) {
  ConstraintChecker checker;
  checker.Check(shape, value, MemberPath());
  return checker.TakeViolations();
}

}  // namespace autopilot
