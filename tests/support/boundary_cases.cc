#include "tests/support/boundary_cases.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "tests/support/legal_values.h"

namespace autopilot::testing {
namespace {

using Json = nlohmann::json;
using Kind = BoundaryCase::Kind;
using Pointer = Json::json_pointer;

// Other members that must be there, must be gone (null) or must differ for a member to be legal:
// the rules of the operations, as merge patches of the request.
struct Companion {
  std::string_view operation;
  std::string_view path;
  const char* patch;
};
constexpr Companion kCompanions[] = {
    {"CreateAutoMLJob", "inputDataConfig.1.member.sampleWeightAttributeName",
     R"({"AutoMLJobConfig": {"Mode": "ENSEMBLING"}})"},
    {"CreateAutoMLJob", "modelDeployConfig.endpointName",
     R"({"ModelDeployConfig": {"AutoGenerateEndpointName": null}})"},
    {"CreateAutoMLJobV2", "modelDeployConfig.endpointName",
     R"({"ModelDeployConfig": {"AutoGenerateEndpointName": null}})"},
    {"CreateAutoMLJobV2", "autoMLJobObjective",
     R"({"AutoMLProblemTypeConfig": {"TabularJobConfig": {"ProblemType": "BinaryClassification"}}})"},
    {"CreateAutoMLJobV2", "autoMLProblemTypeConfig.tabularJobConfig.problemType",
     R"({"AutoMLJobObjective": {"MetricName": "Accuracy"}})"},
    {"CreateAutoMLJobV2", "autoMLProblemTypeConfig.tabularJobConfig.sampleWeightAttributeName",
     R"({"AutoMLProblemTypeConfig": {"TabularJobConfig": {"Mode": "ENSEMBLING"}}})"},
    {"CreateAutoMLJobV2",
     "autoMLProblemTypeConfig.timeSeriesForecastingJobConfig.candidateGenerationConfig."
     "algorithmsConfig",
     R"({"AutoMLProblemTypeConfig": {"TimeSeriesForecastingJobConfig": {"CandidateGenerationConfig":
         {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["cnn-qr"]}]}}}})"},
};

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::string AtMost(std::string_view what, double bound) {
  return "Member must have " + std::string(what) + " less than or equal to " +
         std::to_string(static_cast<std::int64_t>(bound));
}
std::string AtLeast(std::string_view what, double bound) {
  return "Member must have " + std::string(what) + " greater than or equal to " +
         std::to_string(static_cast<std::int64_t>(bound));
}

std::string KeyConstraint(const Shape& key) {
  std::vector<std::string> texts;
  if (key.max) texts.push_back(AtMost("length", *key.max));
  if (key.min.value_or(0) > 0) texts.push_back(AtLeast("length", *key.min));
  if (key.pattern) {
    texts.push_back("Member must satisfy regular expression pattern: " + key.pattern->text());
  }
  if (!key.enum_values.empty()) {
    texts.push_back("Member must satisfy enum value set: [" + Joined(key.enum_values) + "]");
  }
  return "Map keys must satisfy constraint: [" + Joined(texts) + "]";
}

// A place in a legal request.
struct Place {
  Json request;
  Pointer at;
  std::string path;  // as violations print it

  Place With(const Json& value) const {
    Place changed = *this;
    changed.request[at] = value;
    return changed;
  }
  const Json& value() const { return request.at(at); }
};

class CaseMaker {
 public:
  CaseMaker(const OperationModel& operation, std::string label, std::vector<BoundaryCase>& cases)
      : operation_(operation), label_(std::move(label)), cases_(cases) {}

  void VisitRequest(const Json& request) {
    AddSmallest(request);
    for (const auto& member : operation_.input->members) {
      VisitMember(*operation_.input, member, {request, Pointer(), ""});
    }
  }

  void VisitOneMember(const Json& request, const ShapeMember& member) {
    AddSmallest(request);
    VisitMember(*operation_.input, member, {request, Pointer(), ""});
  }

 private:
  void AddSmallest(const Json& request) {
    Add(Kind::kLegal, {request, Pointer(), ""}, "smallest request");
  }

  void Add(Kind kind, const Place& place, const std::string& what, std::string constraint = "") {
    Json body = place.request;
    if (operation_.name.starts_with("Create") && body.is_object() &&
        body.value("AutoMLJobName", Json()) == kExistingJobName) {
      body["AutoMLJobName"] = "case-" + std::to_string(cases_.size());
    }
    cases_.push_back({.operation = operation_.name,
                      .name = label_ + (place.path.empty() ? "" : ", " + place.path) + ": " + what,
                      .kind = kind,
                      .body = body.dump(),
                      .path = place.path,
                      .constraint = std::move(constraint)});
  }
  void AddInside(const Place& place, const Json& value, const std::string& what) {
    Add(Kind::kInside, place.With(value), what);
  }
  void AddOutside(const Place& place, const Json& value, const std::string& what,
                  const std::string& constraint) {
    Add(Kind::kOutside, place.With(value), what, constraint);
  }
  void AddWrongType(const Place& place, const Json& value) {
    Add(Kind::kWrongType, place.With(value), "of the wrong type, " + value.dump().substr(0, 40));
  }

  void VisitMember(const Shape& structure, const ShapeMember& member, Place place) {
    place.at /= member.name;
    place.path += (place.path.empty() ? "" : ".") + member.path_name;
    if (!place.request.contains(place.at)) place.request[place.at] = LegalValue(*member.shape);
    for (const auto& companion : kCompanions) {
      if (companion.operation == operation_.name && companion.path == place.path) {
        place.request.merge_patch(Json::parse(companion.patch));
      }
    }

    // Only the server can make a token.
    const bool may_be_legal = member.shape->name != "NextToken";
    Add(may_be_legal ? Kind::kLegal : Kind::kInside, place, "with the member");
    if (member.required) {
      Place without = place;
      without.request[place.at.parent_pointer()].erase(member.name);
      Add(Kind::kOutside, without, "missing", "Member must not be null");
      AddOutside(place, nullptr, "null", "Member must not be null");
    } else if (!structure.is_union) {
      AddInside(place, nullptr, "null");
    }
    Visit(*member.shape, place);
  }

  void Visit(const Shape& shape, const Place& place) {
    switch (shape.type) {
      case Shape::Type::kStructure:
        VisitStructure(shape, place);
        return;
      case Shape::Type::kList:
        VisitList(shape, place);
        return;
      case Shape::Type::kMap:
        VisitMap(shape, place);
        return;
      case Shape::Type::kString:
        VisitString(shape, place);
        return;
      case Shape::Type::kInteger:
        VisitInteger(shape, place);
        return;
      case Shape::Type::kFloat:
        VisitFloat(shape, place);
        return;
      case Shape::Type::kBoolean:
        for (const bool value : {true, false}) AddInside(place, value, value ? "true" : "false");
        AddWrongType(place, "true");
        AddWrongType(place, 1);
        return;
      case Shape::Type::kTimestamp:
        AddInside(place, -62135596800, "year 1");
        AddInside(place, 1606961388.927, "with milliseconds");
        AddInside(place, 253402300799, "end of year 9999");
        AddWrongType(place, 253402300800);
        AddWrongType(place, "2026-01-01T00:00:00Z");
        return;
    }
  }

  void VisitStructure(const Shape& shape, const Place& place) {
    AddWrongType(place, "text");
    AddWrongType(place, Json::array());
    if (shape.is_union) {
      const std::string constraint = "Member must have exactly one member set";
      AddOutside(place, Json::object(), "with no member", constraint);
      Json two = place.value();
      for (const auto& member : shape.members) {
        if (two.size() < 2) two[member.name] = LegalValue(*member.shape);
      }
      AddOutside(place, two, "with two members", constraint);
    }
    for (const auto& member : shape.members) {
      if (!shape.is_union || place.value().contains(member.name)) VisitMember(shape, member, place);
    }
  }

  // `resize`: the value with so many items.
  template <typename Resize>
  void VisitSizes(const Shape& shape, const Place& place, const Resize& resize) {
    if (shape.max) {
      const auto max = static_cast<std::size_t>(*shape.max);
      AddInside(place, resize(max), "as large as allowed");
      AddOutside(place, resize(max + 1), "too large", AtMost("length", *shape.max));
    }
    if (!shape.min) return;
    const auto min = static_cast<std::size_t>(*shape.min);
    AddInside(place, resize(min), "as small as allowed");
    if (min > 0) AddOutside(place, resize(min - 1), "too small", AtLeast("length", *shape.min));
  }

  void VisitList(const Shape& shape, const Place& place) {
    AddWrongType(place, "text");
    AddWrongType(place, Json::object());
    const Json item = place.value().front();
    VisitSizes(shape, place, [&](std::size_t size) { return Json(Json::array_t(size, item)); });
    Place element = place;
    element.at /= std::size_t{0};
    element.path += ".1.member";
    AddOutside(element, nullptr, "null", "Member must not be null");
    Visit(*shape.element, element);
  }

  void VisitMap(const Shape& shape, const Place& place) {
    AddWrongType(place, "text");
    AddWrongType(place, Json::array());
    const std::string key = place.value().begin().key();
    const Json item = *place.value().begin();
    VisitSizes(shape, place, [&](std::size_t size) {
      Json map = Json::object();
      for (std::size_t i = 0; i < size; ++i) {
        map[shape.key->enum_values.empty() ? "key" + std::to_string(i)
                                           : shape.key->enum_values[i]] = item;
      }
      return map;
    });
    for (const auto& bad_key : TextsOutside(*shape.key)) {
      AddOutside(place, {{bad_key.text, item}}, "with a key " + bad_key.problem,
                 KeyConstraint(*shape.key));
    }
    Place value = place;
    value.at /= key;
    value.path += '.' + key + ".member";
    AddOutside(value, nullptr, "null", "Member must not be null");
    Visit(*shape.element, value);
  }

  struct BadText {
    std::string text;
    std::string problem;
    std::string constraint;
  };
  static std::vector<BadText> TextsOutside(const Shape& shape) {
    std::vector<BadText> texts;
    if (!shape.enum_values.empty()) {
      texts.push_back({"no-such-value", "not in the enumeration",
                       "Member must satisfy enum value set: [" + Joined(shape.enum_values) + "]"});
    }
    if (shape.pattern) {
      texts.push_back({MismatchingText(shape), "against the pattern",
                       "Member must satisfy regular expression pattern: " + shape.pattern->text()});
    }
    if (shape.max) {
      const auto length = static_cast<std::size_t>(*shape.max) + 1;
      texts.push_back({LegalTextOfLength(shape, length).value_or(std::string(length, 'a')),
                       "too long", AtMost("length", *shape.max)});
    }
    if (shape.min.value_or(0) > 0) {
      std::string text = LegalValue(shape).get<std::string>();
      text.resize(static_cast<std::size_t>(*shape.min) - 1);
      texts.push_back({text, "too short", AtLeast("length", *shape.min)});
    }
    return texts;
  }

  void VisitString(const Shape& shape, const Place& place) {
    AddWrongType(place, 1);
    AddWrongType(place, true);
    AddWrongType(place, Json::object());
    for (const auto& text : shape.enum_values) AddInside(place, text, text);
    for (const auto& text : FurtherLegalTexts(shape)) AddInside(place, text, text);
    for (const auto& bound : {shape.max, shape.min}) {
      if (!bound) continue;
      if (const auto text = LegalTextOfLength(shape, static_cast<std::size_t>(*bound))) {
        AddInside(place, *text, std::to_string(text->size()) + " characters");
      }
    }
    for (const auto& [text, problem, constraint] : TextsOutside(shape)) {
      AddOutside(place, text, problem, constraint);
    }
  }

  void VisitInteger(const Shape& shape, const Place& place) {
    constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
    AddWrongType(place, "1");
    AddWrongType(place, 1.5);
    AddWrongType(place, kMax + 1);
    if (shape.min) {
      const auto min = static_cast<std::int64_t>(*shape.min);
      AddInside(place, min, "the minimum");
      AddOutside(place, min - 1, "below the minimum", AtLeast("value", *shape.min));
    }
    if (shape.max) {
      const auto max = static_cast<std::int64_t>(*shape.max);
      AddInside(place, max, "the maximum");
      AddOutside(place, max + 1, "above the maximum", AtMost("value", *shape.max));
    } else {
      AddInside(place, kMax, "the largest integer");
    }
  }

  void VisitFloat(const Shape& shape, const Place& place) {
    constexpr double kStep = 0.001;
    AddWrongType(place, "0.5");
    if (shape.min) {
      AddInside(place, *shape.min, "the minimum");
      AddOutside(place, *shape.min - kStep, "below the minimum", AtLeast("value", *shape.min));
    }
    if (shape.max) {
      AddInside(place, *shape.max, "the maximum");
      AddOutside(place, *shape.max + kStep, "above the maximum", AtMost("value", *shape.max));
    }
  }

  const OperationModel& operation_;
  std::string label_;
  std::vector<BoundaryCase>& cases_;
};

// The tabular request stands for the members that all problem types share; of the others only the
// problem type is visited.
void MakeV2Cases(const OperationModel& operation, std::vector<BoundaryCase>& cases) {
  const auto* union_member = operation.input->FindMember("AutoMLProblemTypeConfig");
  for (const auto& problem_type : union_member->shape->members) {
    Json request = Json::object();
    for (const auto& member : operation.input->members) {
      if (member.required && member.name != union_member->name) {
        request[member.name] = LegalValue(*member.shape);
      }
    }
    request[union_member->name] = {{problem_type.name, LegalValue(*problem_type.shape)}};
    if (problem_type.name == "ImageClassificationJobConfig") {
      request["AutoMLJobInputDataConfig"][0]["ContentType"] = "image/png";
    }
    CaseMaker maker(operation, operation.name + " with " + problem_type.name, cases);
    if (problem_type.name == "TabularJobConfig") {
      maker.VisitRequest(request);
    } else {
      maker.VisitOneMember(request, *union_member);
    }
  }
}

}  // namespace

std::vector<BoundaryCase> MakeBoundaryCases(const ServiceModel& model) {
  std::vector<BoundaryCase> cases;
  for (const auto& operation : model.operations()) {
    if (operation.name == "CreateAutoMLJobV2") {
      MakeV2Cases(operation, cases);
    } else {
      CaseMaker(operation, operation.name, cases).VisitRequest(LegalValue(*operation.input));
    }
  }
  return cases;
}

}  // namespace autopilot::testing
