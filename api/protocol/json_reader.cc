#include "api/protocol/json_reader.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"

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

// Builds the document while it is parsed, so that depth and duplicate keys are refused before they
// cost anything.
class DocumentBuilder final : public nlohmann::json_sax<Json> {
 public:
  DocumentBuilder(std::string_view text, std::size_t max_depth)
      : text_(text), furthest_(text.data()), max_depth_(max_depth) {}

  CountingIterator Begin() { return {text_.data(), furthest_}; }
  CountingIterator End() { return {text_.data() + text_.size(), furthest_}; }
  Json TakeDocument() { return std::move(document_); }
  std::string TakeProblem() { return std::move(problem_); }

  bool null() override { return AddValue(nullptr); }
  bool boolean(bool value) override { return AddValue(value); }
  bool number_integer(number_integer_t value) override { return AddValue(value); }
  bool number_unsigned(number_unsigned_t value) override { return AddValue(value); }
  bool number_float(number_float_t value, const string_t&) override { return AddValue(value); }
  bool string(string_t& value) override { return AddValue(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    const auto [member, is_new] =
        open_.back()->get_ref<Json::object_t&>().try_emplace(name, nullptr);
    if (!is_new) {
      return Refuse("duplicate key '" + BoundedText(name, kShownKeyBytes) + '\'', Position() - 1);
    }
    member_ = &member->second;
    return true;
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

  template <typename Value>
  bool AddValue(Value&& value) {
    Place(std::forward<Value>(value));
    return true;
  }

  bool Open(Json&& container) {
    if (open_.size() == max_depth_) {
      return Refuse("more than " + std::to_string(max_depth_) + " levels of nesting",
                    Position() - 1);
    }
    open_.push_back(Place(std::move(container)));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const char* furthest_;
  std::size_t max_depth_;
  Json document_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;
  std::string problem_;
};

}  // namespace

Result<Json> ReadJson(std::string_view text, std::size_t max_depth) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Json();
  // The parser takes a NUL for the end of its input and would not see what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return tl::unexpected(errors::Serialization(
        "The request body is not valid JSON: a NUL byte at offset " + std::to_string(nul)));
  }

  DocumentBuilder builder(text, max_depth);
  if (!Json::sax_parse(builder.Begin(), builder.End(), &builder)) {
    return tl::unexpected(
        errors::Serialization("The request body is not valid JSON: " + builder.TakeProblem()));
  }
  return builder.TakeDocument();
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

}  // namespace autopilot
