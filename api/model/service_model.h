#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/model/pattern.h"

namespace autopilot {

struct Shape;

struct ShapeMember {
  std::string name;       // "AutoMLJobName"
  std::string path_name;  // "autoMLJobName", as violations print it
  const Shape* shape = nullptr;
  bool required = false;
};

// One shape of the service model (api/model/sagemaker.json), ready for interpretation.
struct Shape {
  enum class Type { kStructure, kList, kMap, kString, kInteger, kFloat, kBoolean, kTimestamp };

  std::string name;
  Type type = Type::kStructure;
  std::vector<ShapeMember> members;  // structure, in the model's order
  bool is_union = false;
  const Shape* element = nullptr;          // list: its members; map: its values
  const Shape* key = nullptr;              // map
  std::optional<double> min, max;          // length, size or value
  std::unique_ptr<const Pattern> pattern;  // null: none
  std::vector<std::string> enum_values;    // empty: not an enumeration

  const ShapeMember* FindMember(std::string_view member_name) const;
};

struct OperationModel {
  std::string name;
  const Shape* input = nullptr;
  const Shape* output = nullptr;  // null: the operation has an empty answer
};

// The shapes as data. Immutable after construction; safe for any thread.
class ServiceModel {
 public:
  // The model compiled into the program.
  ServiceModel();
  // `json`: {"operations": {...}, "shapes": {...}} as in api/model/sagemaker.json. Throws
  // std::runtime_error on a model that is not well formed. Patterns are compiled at their first
  // use; that RE2 takes every one of the compiled-in model is a test.
  explicit ServiceModel(std::string_view json);

  const OperationModel* FindOperation(std::string_view name) const;
  const std::vector<OperationModel>& operations() const { return operations_; }
  const Shape* FindShape(std::string_view name) const;
  const std::vector<std::unique_ptr<Shape>>& shapes() const { return shapes_; }

 private:
  void AddShapes(const nlohmann::ordered_json& shapes);
  const Shape* ShapeOf(const nlohmann::ordered_json& reference) const;

  std::vector<std::unique_ptr<Shape>> shapes_;
  std::unordered_map<std::string_view, Shape*> shape_by_name_;
  std::vector<OperationModel> operations_;
};

}  // namespace autopilot
