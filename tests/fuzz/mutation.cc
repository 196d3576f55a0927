#include "tests/fuzz/mutation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

// Each with its parent, which names of members belong to.
struct Place {
  json* parent;
  json* value;
  std::string name;  // of a member
};

void AddPlaces(json* parent, json& value, const std::string& name, std::vector<Place>& places) {
  places.push_back({parent, &value, name});
  if (value.is_object()) {
    for (auto& [key, member] : value.items()) AddPlaces(&value, member, key, places);
  } else if (value.is_array()) {
    for (auto& element : value) AddPlaces(&value, element, "", places);
  }
}

json Scalar(const std::vector<std::string>& words, Chance& chance) {
  static const std::vector<json> kScalars{nullptr,
                                          true,
                                          false,
                                          0,
                                          1,
                                          -1,
                                          2,
                                          10,
                                          100,
                                          1000,
                                          2147483647,
                                          2147483648,
                                          0.5,
                                          -0.0,
                                          1e-9,
                                          1e9,
                                          1e18,
                                          1e19,
                                          1e300,
                                          253402300800,
                                          std::numeric_limits<std::int64_t>::max(),
                                          std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::uint64_t>::max(),
                                          json::array(),
                                          json::object(),
                                          "",
                                          " ",
                                          "*",
                                          "\xC3\xA9\xF0\x9F\x98\x80",
                                          "PT1S",
                                          "P1D",
                                          "2026-01-01T00:00:00Z",
                                          std::string(64, 'x'),
                                          std::string(1025, 'y')};
  return chance.OneIn(2) && !words.empty() ? json(chance.Pick(words)) : chance.Pick(kScalars);
}

void MutateNumber(json& value, Chance& chance) {
  const double number = value.get<double>();
  const double others[] = {number + 1, number - 1, -number, number * 2, number / 2, number * 1000};
  const double other = chance.Pick(others);
  if (value.is_number_integer() && std::abs(other) < 1e15) {
    value = static_cast<std::int64_t>(other);
  } else {
    value = other;
  }
}

void MutateValue(json& value, const std::vector<std::string>& words, Chance& chance) {
  if (value.is_number() && !chance.OneIn(3)) return MutateNumber(value, chance);
  if (value.is_string() && !chance.OneIn(3)) {
    value = chance.Bytes(value.get_ref<const std::string&>());
    return;
  }
  value = Scalar(words, chance);
}

void Rename(json& object, const std::string& name, const std::string& other) {
  json value = std::move(object[name]);
  object.erase(name);
  object[other] = std::move(value);
}

// Adds, removes, doubles or exchanges something in an object or array.
void MutateContainer(json& value, const std::vector<std::string>& words, Chance& chance) {
  if (value.is_object()) {
    if (!value.empty() && chance.OneIn(2)) {
      const auto member =
          std::next(value.begin(), static_cast<std::ptrdiff_t>(chance.Below(value.size())));
      if (chance.OneIn(2) || words.empty()) {
        value.erase(member);
      } else {
        const std::string name = member.key();
        Rename(value, name, chance.Pick(words));
      }
    } else if (!words.empty()) {
      value[chance.Pick(words)] = Scalar(words, chance);
    }
    return;
  }
  const std::size_t place = chance.Below(value.size());
  if (value.empty() || chance.OneIn(4)) {
    value.push_back(Scalar(words, chance));
  } else if (chance.OneIn(2)) {
    json copy = value[place];
    value.insert(value.begin() + static_cast<std::ptrdiff_t>(place), std::move(copy));
  } else if (chance.OneIn(2)) {
    value.erase(place);
  } else {
    std::swap(value[place], value[chance.Below(value.size())]);
  }
}

void AddWords(const json& value, std::set<std::string>& words) {
  constexpr std::size_t kLongest = 64;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() <= kLongest) words.insert(text);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      if (name.size() <= kLongest) words.insert(name);
      AddWords(member, words);
    }
  } else if (value.is_array()) {
    for (const auto& element : value) AddWords(element, words);
  }
}

}  // namespace

std::size_t Chance::Below(std::size_t limit) { return limit == 0 ? 0 : generator_() % limit; }

std::string Chance::Bytes(std::string_view bytes) {
  constexpr std::size_t kMore = 64;
  std::vector<std::uint8_t> buffer(bytes.begin(), bytes.end());
  buffer.resize(bytes.size() + kMore);
  const std::size_t size = bytes_(buffer.data(), bytes.size(), buffer.size());
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

void MutateJson(json& document, const std::vector<std::string>& words, Chance& chance) {
  std::vector<Place> places;
  AddPlaces(nullptr, document, "", places);
  const Place place = chance.Pick(places);
  if (place.value->is_structured() && !chance.OneIn(4)) {
    return MutateContainer(*place.value, words, chance);
  }
  if (chance.OneIn(4)) {  // what stands elsewhere
    json copy = *chance.Pick(places).value;
    *place.value = std::move(copy);
    return;
  }
  if (!place.name.empty() && chance.OneIn(6) && !words.empty()) {
    return Rename(*place.parent, place.name, chance.Pick(words));
  }
  MutateValue(*place.value, words, chance);
}

std::string MutateJsonText(std::string_view text, const std::vector<std::string>& words,
                           Chance& chance) {
  json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) return chance.Bytes(text);
  do {
    MutateJson(document, words, chance);
  } while (chance.OneIn(3));
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> WordsOf(std::string_view json_text) {
  std::set<std::string> words;
  AddWords(json::parse(json_text), words);
  return {words.begin(), words.end()};
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

void MutateLines(std::vector<std::string>& lines, Chance& chance) {
  if (lines.empty()) return;
  const std::size_t place = chance.Below(lines.size());
  if (chance.OneIn(3)) {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(place));
  } else if (chance.OneIn(2)) {
    const std::string copy = lines[place];
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(chance.Below(lines.size() + 1)), copy);
  } else {
    std::swap(lines[place], lines[chance.Below(lines.size())]);
  }
}

}  // namespace autopilot::fuzzing
