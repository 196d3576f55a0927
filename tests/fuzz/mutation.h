#pragma once

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {

// The draws of one mutation.
class Chance {
 public:
  Chance(std::uint32_t seed, MutateBytes bytes) : generator_(seed), bytes_(bytes) {}

  std::size_t Below(std::size_t limit);  // 0 if the limit is 0
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  template <typename List>
  const auto& Pick(const List& list) {
    return list[Below(std::size(list))];
  }
  // The engine's mutation, which knows what the program has compared its input with.
  std::string Bytes(std::string_view bytes);

 private:
  std::minstd_rand generator_;
  MutateBytes bytes_;
};

// Changes one thing of a JSON document, which stays one: a value, a name, the number of elements,
// or a branch in another one's place. `words` are names and values that the program knows.
void MutateJson(nlohmann::json& document, const std::vector<std::string>& words, Chance& chance);

// The same for the text of one: text that is none gets other bytes.
std::string MutateJsonText(std::string_view text, const std::vector<std::string>& words,
                           Chance& chance);

// Member names and short strings of a document, each once.
std::vector<std::string> WordsOf(std::string_view json_text);

std::vector<std::string> Lines(std::string_view text);
std::string Joined(const std::vector<std::string>& lines);
// Changes the order or the number of the lines.
void MutateLines(std::vector<std::string>& lines, Chance& chance);

}  // namespace autopilot::fuzzing
