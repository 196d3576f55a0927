#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "common/time.h"

namespace autopilot {

// Writes compact JSON in the service's form, front to back: no nulls (an absent member is simply
// not written), numbers in Java's form. Strings must be valid UTF-8.
//
//   JsonWriter w;
//   w.BeginObject();
//   w.Key("AutoMLJobName").String(name);
//   w.Key("CreationTime").Time(created);
//   w.EndObject();
class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualSize); }

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view name);
  JsonWriter& String(std::string_view value);
  JsonWriter& Bool(bool value);
  JsonWriter& Integer(std::int64_t value);
  JsonWriter& Float(float value);  // widened to double: 0.4808900058269501
  JsonWriter& Time(Timestamp value);
  JsonWriter& Value(const nlohmann::json& value);

  const std::string& str() const& { return out_; }
  std::string&& str() && { return std::move(out_); }

 private:
  void Separate();
  JsonWriter& Raw(std::string_view json);

  static constexpr std::size_t kUsualSize = 1'024;

  std::string out_;
};

}  // namespace autopilot
