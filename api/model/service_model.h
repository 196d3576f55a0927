#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

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
  const Shape* element = nullptr;        // list: its members; map: its values
  const Shape* key = nullptr;            // map
  std::optional<double> min, max;        // length, size or value
  std::string pattern_text;              // as the model prints it; empty: none
  std::unique_ptr<re2::RE2> pattern;     // whole-string match
  std::vector<std::string> enum_values;  // empty: not an enumeration

  Shape();
  Shape(Shape&&) noexcept;
  ~Shape();

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
  // std::runtime_error on a model that is not well formed or has a pattern that RE2 refuses.
  explicit ServiceModel(std::string_view json);
  ~ServiceModel();

  const OperationModel* FindOperation(std::string_view name) const;
  const std::vector<OperationModel>& operations() const { return operations_; }
  const Shape* FindShape(std::string_view name) const;

 private:
  std::unordered_map<std::string, std::unique_ptr<Shape>> shapes_;
  std::vector<OperationModel> operations_;
};

}  // namespace autopilot
