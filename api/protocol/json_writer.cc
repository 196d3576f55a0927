#include "api/protocol/json_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/java_number.h"

namespace autopilot {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// At most six bytes.
char* WriteEscaped(char* to, char c) {
  const auto byte = static_cast<unsigned char>(c);
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *to++ = c;
      return to;
    case '\b':
      *to++ = 'b';
      return to;
    case '\f':
      *to++ = 'f';
      return to;
    case '\n':
      *to++ = 'n';
      return to;
    case '\r':
      *to++ = 'r';
      return to;
    case '\t':
      *to++ = 't';
      return to;
    default:
      to = std::copy_n("u00", 3, to);
      *to++ = kHexDigits[byte >> 4];
      *to++ = kHexDigits[byte & 0xF];
      return to;
  }
}

constexpr auto kNeedsEscape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

bool NeedsEscape(char c) { return kNeedsEscape[static_cast<unsigned char>(c)]; }

// Whether one of eight bytes needs an escape, which nearly none does: by arithmetic on all of them
// at once. Taking n from a word sets the high bit of a byte that is less than n and had none.
bool AnyNeedsEscape(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = kOnes * 0x80;
  const auto any_less = [](std::uint64_t word, std::uint64_t n) {
    return (word - kOnes * n) & ~word & kHighBits;
  };
  return (any_less(bytes, 0x20) | any_less(bytes ^ (kOnes * '"'), 1) |
          any_less(bytes ^ (kOnes * '\\'), 1)) != 0;
}

// Where the first byte from `at` on stands that needs an escape; the end if there is none.
std::size_t FindEscape(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  for (; text.size() - at >= sizeof bytes; at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (AnyNeedsEscape(bytes)) break;
  }
  while (at < text.size() && !NeedsEscape(text[at])) ++at;
  return at;
}

}  // namespace

void JsonWriter::Grow(std::size_t bytes) { out_.resize(2 * (out_.size() + bytes)); }

// The last byte tells where we are: a value or a closing bracket ends in none of these, because a
// string ends in its quote.
bool JsonWriter::NeedsComma() const {
  if (used_ == 0) return false;
  const char last = out_[used_ - 1];
  return last != '{' && last != '[' && last != ':';
}

void JsonWriter::Put(char c) {
  *Room(1) = c;
  ++used_;
}

void JsonWriter::Open(char bracket) {
  if (NeedsComma()) Put(',');
  Put(bracket);
}

void JsonWriter::PutQuoted(std::string_view text, char end) {
  constexpr std::size_t kAround = 4;  // comma, quotes, end
  constexpr std::size_t kLongestEscape = 6;
  char* to = Room(text.size() + kAround);
  if (NeedsComma()) *to++ = ',';
  *to++ = '"';
  std::size_t copied = 0;
  while (true) {
    const std::size_t at = FindEscape(text, copied);
    to = std::copy_n(text.data() + copied, at - copied, to);
    if (at == text.size()) break;
    copied = at + 1;
    used_ = static_cast<std::size_t>(to - out_.data());
    to = WriteEscaped(Room(kLongestEscape + text.size() - copied + kAround), text[at]);
  }
  *to++ = '"';
  if (end != '\0') *to++ = end;
  used_ = static_cast<std::size_t>(to - out_.data());
}

JsonWriter& JsonWriter::BeginObject() {
  Open('{');
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  Put('}');
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  Open('[');
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  Put(']');
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  PutQuoted(name, ':');
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view value) {
  PutQuoted(value, '\0');
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) { return Raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::Integer(std::int64_t value) { return Raw(std::to_string(value)); }

JsonWriter& JsonWriter::Float(float value) {
  return Raw(JavaNumber(static_cast<double>(value)).text());
}

JsonWriter& JsonWriter::Time(Timestamp value) { return Raw(JavaNumber(value).text()); }

JsonWriter& JsonWriter::Value(const nlohmann::json& value) {
  using Type = nlohmann::json::value_t;
  switch (value.type()) {
    case Type::object:
      BeginObject();
      for (const auto& [name, member] : value.get_ref<const nlohmann::json::object_t&>()) {
        Key(name).Value(member);
      }
      return EndObject();
    case Type::array:
      BeginArray();
      for (const auto& element : value) Value(element);
      return EndArray();
    case Type::string:
      return String(value.get_ref<const std::string&>());
    case Type::number_float:
      return Raw(JavaNumber(value.get<double>()).text());
    default:
      return Raw(value.dump());
  }
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  char* to = Room(json.size() + 1);
  if (NeedsComma()) *to++ = ',';
  to = std::copy(json.begin(), json.end(), to);
  used_ = static_cast<std::size_t>(to - out_.data());
  return *this;
}

}  // namespace autopilot
