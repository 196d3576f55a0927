#pragma once

#include <cstddef>
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
  // `expected`: about how many bytes it will be; more cost another allocation.
  explicit JsonWriter(std::size_t expected = 1'024) : out_(expected, '\0') {}

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

  // The text; the writer is used up.
  std::string&& str() && {
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  // A place for that many bytes more, behind what is written.
  char* Room(std::size_t bytes) {
    if (out_.size() - used_ < bytes) Grow(bytes);
    return out_.data() + used_;
  }
  void Grow(std::size_t bytes);
  void Put(char c);
  void Open(char bracket);
  // A quoted string with a comma before it where one is due, and `end` behind it if that is not 0.
  void PutQuoted(std::string_view text, char end);
  bool NeedsComma() const;
  JsonWriter& Raw(std::string_view json);

  std::string out_;  // longer than what is written
  std::size_t used_ = 0;
};

}  // namespace autopilot
