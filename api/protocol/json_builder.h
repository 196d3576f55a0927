#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace autopilot {

// Builds a document from the events of a parser, so that depth and duplicate keys are refused
// before they cost anything. What is refused is not added; the parser is expected to stop there.
class JsonBuilder {
 public:
  using Json = nlohmann::json;

  explicit JsonBuilder(std::size_t max_depth) : max_depth_(max_depth) {}
  // Places in the document are kept by address.
  JsonBuilder(const JsonBuilder&) = delete;
  JsonBuilder& operator=(const JsonBuilder&) = delete;

  template <typename Value>
  void Add(Value&& value) {
    Place(std::forward<Value>(value));
  }

  // The key of the next value; false if the object has it already.
  bool Key(std::string name) {
    const auto [member, is_new] =
        open_.back()->get_ref<Json::object_t&>().try_emplace(std::move(name), nullptr);
    member_ = &member->second;
    return is_new;
  }

  // An empty object or array; false if it would be one level too many.
  bool Open(Json&& container) {
    if (open_.size() == max_depth_) return false;
    open_.push_back(Place(std::move(container)));
    return true;
  }
  void Close() { open_.pop_back(); }

  Json TakeDocument() { return std::move(document_); }

 private:
  // The place of the next value: the root, the member whose key came last, or a new element.
  template <typename Value>
  Json* Place(Value&& value) {
    if (open_.empty()) {
      document_ = std::forward<Value>(value);
      return &document_;
    }
    if (open_.back()->is_array()) {
      return &open_.back()->get_ref<Json::array_t&>().emplace_back(std::forward<Value>(value));
    }
    *member_ = std::forward<Value>(value);
    return member_;
  }

  std::size_t max_depth_;
  Json document_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;
};

}  // namespace autopilot
