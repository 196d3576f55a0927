#include "api/model/service_model.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "api/model/sagemaker_json.h"

namespace autopilot {
namespace {

// Members keep the order of the file: it decides the order of violations.
using Json = nlohmann::ordered_json;

Shape::Type ParseType(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, Shape::Type>, 10> kTypes{{
      {"structure", Shape::Type::kStructure},
      {"list", Shape::Type::kList},
      {"map", Shape::Type::kMap},
      {"string", Shape::Type::kString},
      {"integer", Shape::Type::kInteger},
      {"long", Shape::Type::kInteger},
      {"float", Shape::Type::kFloat},
      {"double", Shape::Type::kFloat},
      {"boolean", Shape::Type::kBoolean},
      {"timestamp", Shape::Type::kTimestamp},
  }};
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  if (found == kTypes.end()) throw std::runtime_error("unknown type of shape: " + name);
  return found->second;
}

// Violations print member names with the first letter in lower case, and only that one.
std::string PathName(std::string name) {
  if (!name.empty() && name.front() >= 'A' && name.front() <= 'Z') {
    name.front() = static_cast<char>(name.front() - 'A' + 'a');
  }
  return name;
}

std::optional<double> Bound(const Json& shape, const char* which) {
  const auto found = shape.find(which);
  if (found == shape.end()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

const ShapeMember* Shape::FindMember(std::string_view member_name) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const auto& member) { return member.name == member_name; });
  return found == members.end() ? nullptr : &*found;
}

ServiceModel::ServiceModel() : ServiceModel(kSageMakerModel) {}

ServiceModel::ServiceModel(std::string_view json) {
  try {
    const Json model = Json::parse(json);
    AddShapes(model.at("shapes"));
    for (const auto& [name, operation] : model.at("operations").items()) {
      const auto output = operation.find("output");
      operations_.push_back({.name = name,
                             .input = ShapeOf(operation.at("input")),
                             .output = output == operation.end() ? nullptr : ShapeOf(*output)});
    }
  } catch (const nlohmann::json::exception& problem) {
    throw std::runtime_error(std::string("the service model is not well formed: ") +
                             problem.what());
  }
}

void ServiceModel::AddShapes(const nlohmann::ordered_json& shapes) {
  for (const auto& [name, description] : shapes.items()) {
    auto shape = std::make_unique<Shape>();
    shape->name = name;
    shape->type = ParseType(description.at("type").get<std::string>());
    shape->min = Bound(description, "min");
    shape->max = Bound(description, "max");
    shape->is_union = description.value("union", false);
    shape->enum_values = description.value("enum", std::vector<std::string>());
    if (const auto pattern = description.find("pattern"); pattern != description.end()) {
      shape->pattern = std::make_unique<const Pattern>(pattern->get<std::string>());
    }
    shapes_.push_back(std::move(shape));
    shape_by_name_.emplace(shapes_.back()->name, shapes_.back().get());
  }

  for (const auto& shape : shapes_) {
    const Json& description = shapes.at(shape->name);
    const auto required = description.value("required", std::vector<std::string>());
    const auto is_required = [&](const std::string& name) {
      return std::find(required.begin(), required.end(), name) != required.end();
    };
    switch (shape->type) {
      case Shape::Type::kStructure:
        for (const auto& [name, reference] : description.at("members").items()) {
          shape->members.push_back({.name = name,
                                    .path_name = PathName(name),
                                    .shape = ShapeOf(reference),
                                    .required = is_required(name)});
        }
        break;
      case Shape::Type::kList:
        shape->element = ShapeOf(description.at("member"));
        break;
      case Shape::Type::kMap:
        shape->key = ShapeOf(description.at("key"));
        shape->element = ShapeOf(description.at("value"));
        break;
      default:
        break;
    }
  }
}

const Shape* ServiceModel::ShapeOf(const nlohmann::ordered_json& reference) const {
  const auto name = reference.at("shape").get<std::string>();
  const Shape* shape = FindShape(name);
  if (shape == nullptr) throw std::runtime_error("the service model has no shape " + name);
  return shape;
}

const OperationModel* ServiceModel::FindOperation(std::string_view name) const {
  const auto found = std::find_if(operations_.begin(), operations_.end(),
                                  [&](const auto& operation) { return operation.name == name; });
  return found == operations_.end() ? nullptr : &*found;
}

const Shape* ServiceModel::FindShape(std::string_view name) const {
  const auto found = shape_by_name_.find(name);
  return found == shape_by_name_.end() ? nullptr : found->second;
}

}  // namespace autopilot
