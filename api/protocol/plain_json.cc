#include "api/protocol/plain_json.h"

#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "api/protocol/json_builder.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

bool IsPlain(std::string_view text) {
  const bool has_other_bytes = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0 || byte >= 0x80;
  });
  return !has_other_bytes && text.find("\\u") == std::string_view::npos;
}

// The events of RapidJSON; false ends the parsing.
class Handler {
 public:
  explicit Handler(std::size_t max_depth) : builder_(max_depth) {}
  Json TakeDocument() { return builder_.TakeDocument(); }

  bool Null() { return Add(nullptr); }
  bool Bool(bool value) { return Add(value); }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return Add(std::string(text, length));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    return builder_.Key(std::string(text, length));
  }
  bool StartObject() { return builder_.Open(Json::object()); }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool StartArray() { return builder_.Open(Json::array()); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  // Well-formed. Types as in the other reader: unsigned, else signed, else (with a fraction, an
  // exponent, or out of the range of those) a double.
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    const std::string_view number(text, length);
    if (number.find_first_of(".eE") == std::string_view::npos) {
      if (AddInteger<std::uint64_t>(number) || AddInteger<std::int64_t>(number)) return true;
    }
    double value = 0;
    const auto end = number.data() + number.size();
    return std::from_chars(number.data(), end, value) == std::from_chars_result{end, std::errc()} &&
           Add(value);
  }

  // Not called for numbers that are asked for as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  template <typename Value>
  bool Add(Value&& value) {
    builder_.Add(std::forward<Value>(value));
    return true;
  }

  bool Close() {
    builder_.Close();
    return true;
  }

  template <typename Integer>
  bool AddInteger(std::string_view number) {
    Integer value = 0;
    const auto end = number.data() + number.size();
    return std::from_chars(number.data(), end, value) == std::from_chars_result{end, std::errc()} &&
           Add(value);
  }

  JsonBuilder builder_;
};

}  // namespace

std::optional<Json> ReadPlainJson(std::string_view text, std::size_t max_depth) {
  if (!IsPlain(text)) return std::nullopt;
  // In place, that is in this copy: strings are taken apart where they are. The depth of recursion
  // is a setting of the server, so the parser must not recurse.
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  std::string copy(text);
  rapidjson::InsituStringStream stream(copy.data());
  rapidjson::Reader reader;
  Handler handler(max_depth);
  if (reader.Parse<kFlags>(stream, handler).IsError()) return std::nullopt;
  return handler.TakeDocument();
}

}  // namespace autopilot
