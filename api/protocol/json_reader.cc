#include "api/protocol/json_reader.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"
#include "api/protocol/json_builder.h"
#include "api/protocol/plain_json.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kShownKeyBytes = 100;

// Lets the handler know how far the parser has read: most SAX events do not carry a position.
class CountingIterator {
 public:
  // NOLINTBEGIN(readability-identifier-naming): names that std::iterator_traits looks for.
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  // NOLINTEND(readability-identifier-naming)

  CountingIterator(const char* at, const char*& furthest) : at_(at), furthest_(&furthest) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

std::string DescribeByte(char c) {
  if (c >= 0x20 && c < 0x7F) return std::string("character '") + c + '\'';
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 0xF];
}

// The events of the library's parser, and what is wrong with the text.
class DocumentReader final : public nlohmann::json_sax<Json> {
 public:
  DocumentReader(std::string_view text, std::size_t max_depth)
      : text_(text), furthest_(text.data()), max_depth_(max_depth), builder_(max_depth) {}

  CountingIterator Begin() { return {text_.data(), furthest_}; }
  CountingIterator End() { return {text_.data() + text_.size(), furthest_}; }
  Json TakeDocument() { return builder_.TakeDocument(); }
  std::string TakeProblem() { return std::move(problem_); }

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t value, const string_t&) override { return Add(value); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    return builder_.Key(name) ||
           Refuse("duplicate key '" + BoundedText(name, kShownKeyBytes) + '\'', Position() - 1);
  }

  bool parse_error(std::size_t bytes_read, const std::string&,
                   const Json::exception& problem) override {
    constexpr int kNumberOutOfRange = 406;
    const std::size_t at = bytes_read == 0 ? 0 : bytes_read - 1;
    if (problem.id == kNumberOutOfRange) return Refuse("a number out of range", Position() - 1);
    if (at >= text_.size()) return Refuse("unexpected end of the text", text_.size());
    // The library tells ill-formed UTF-8 apart only in its wording.
    if (std::string_view(problem.what()).find("UTF-8") != std::string_view::npos) {
      return Refuse("text that is not valid UTF-8", at);
    }
    return Refuse("unexpected " + DescribeByte(text_[at]), at);
  }

 private:
  std::size_t Position() const { return static_cast<std::size_t>(furthest_ - text_.data()); }

  bool Refuse(std::string what, std::size_t at) {
    const auto before = text_.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = at - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0: the first line
    problem_ =
        std::move(what) + " at line " + std::to_string(line) + ", column " + std::to_string(column);
    return false;
  }

  template <typename Value>
  bool Add(Value&& value) {
    builder_.Add(std::forward<Value>(value));
    return true;
  }

  bool Open(Json&& container) {
    return builder_.Open(std::move(container)) ||
           Refuse("more than " + std::to_string(max_depth_) + " levels of nesting", Position() - 1);
  }

  bool Close() {
    builder_.Close();
    return true;
  }

  std::string_view text_;
  const char* furthest_;
  std::size_t max_depth_;
  JsonBuilder builder_;
  std::string problem_;
};

}  // namespace

Result<Json> ReadJson(std::string_view text, std::size_t max_depth) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Json();
  if (auto document = ReadPlainJson(text, max_depth)) return *std::move(document);
  // The parser takes a NUL for the end of its input and would not see what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return tl::unexpected(errors::Serialization(
        "The request body is not valid JSON: a NUL byte at offset " + std::to_string(nul)));
  }

  DocumentReader reader(text, max_depth);
  if (!Json::sax_parse(reader.Begin(), reader.End(), &reader)) {
    return tl::unexpected(
        errors::Serialization("The request body is not valid JSON: " + reader.TakeProblem()));
  }
  return reader.TakeDocument();
}

Result<Json> ReadJsonObject(std::string_view text, std::size_t max_depth) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Json::object();
  auto document = ReadJson(text, max_depth);
  if (document && !document->is_object()) {
    return tl::unexpected(errors::Serialization(
        std::string("The request body must be a JSON object, not ") +
        (document->is_array() ? "an array" : std::string("a ") + document->type_name())));
  }
  return document;
}

Json ReadOwnJson(std::string_view text) {
  auto document = ReadPlainJson(text, std::numeric_limits<std::size_t>::max());
  return document ? *std::move(document) : Json::parse(text);
}

}  // namespace autopilot
