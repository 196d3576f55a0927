#include <algorithm>
#include <set>
#include <vector>

#include "api/protocol/json_reader.h"
#include "api/protocol/plain_json.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 8;  // few, so that inputs get there

// What a document has that the library takes and a request must not have.
class Refusals final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Open(); }
  bool start_array(std::size_t) override { return Open(); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    has_duplicates_ = has_duplicates_ || !keys_.back().insert(name).second;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    return false;
  }

  bool any() const { return has_duplicates_ || deepest_ > kMaxDepth; }

 private:
  bool Open() {
    keys_.emplace_back();
    deepest_ = std::max(deepest_, keys_.size());
    return true;
  }
  bool Close() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;
  std::size_t deepest_ = 0;
  bool has_duplicates_ = false;
};

// With its types: to the library 1 and 1.0 are equal.
bool AreSame(const json& a, const json& b) { return a == b && a.dump() == b.dump(); }

void Run(std::string_view input) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const auto text = input.substr(input.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  const bool has_nul = text.find('\0') != std::string_view::npos;
  const json expected = json::parse(text, nullptr, false);
  Refusals refusals;
  json::sax_parse(text, &refusals);
  const bool is_right = is_blank || (!expected.is_discarded() && !has_nul && !refusals.any());

  const auto read = ReadJson(input, kMaxDepth);
  Expect(read.has_value() == is_right, "another judgement than the library's",
         read ? "" : read.error().message);
  if (!read) {
    Expect(IsUtf8(read.error().message), "an error that is not UTF-8");
    Expect(read.error().message.size() < 1'000, "a long error", read.error().message);
  } else if (!is_blank) {
    Expect(AreSame(*read, expected), "another document than the library's", read->dump());
    Expect(AreSame(ReadOwnJson(read->dump()), *read), "not what was written", read->dump());
  }
  if (const auto plain = ReadPlainJson(text, kMaxDepth)) {
    Expect(read && AreSame(*plain, *read), "the fast reader differs", plain->dump());
  }
  const auto object = ReadJsonObject(input, kMaxDepth);
  Expect(object.has_value() == (is_blank || (read && read->is_object())), "what is an object?");
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const std::vector<std::string> kWords{"a", "b", "\\u0000", "1e400", "\xEF\xBB\xBF"};
  Chance chance(seed, bytes);
  return chance.OneIn(2) ? chance.Bytes(input) : MutateJsonText(input, kWords, chance);
}

}  // namespace

const Target kJson{"json", Run, Mutate};

}  // namespace autopilot::fuzzing
