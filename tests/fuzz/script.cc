#include "tests/fuzz/script.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>

#include "api/model/service_model.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/world.h"

namespace autopilot::fuzzing {
namespace {

constexpr std::size_t kMostSteps = 12;
constexpr std::int64_t kLongestAdvance = 1'000'000'000;  // seconds: more than 30 years

// Of answers that wait for something that may not come: the next step does not wait for them.
constexpr std::chrono::milliseconds kShortPatience{3};

// "head body", the body from the first bracket on, if there is one.
struct Step {
  std::string_view head;
  std::string_view body;
};

Step StepOf(std::string_view line) {
  const auto blank = std::min(line.find_first_of("[{"), line.size());
  std::string_view head = line.substr(0, blank);
  while (head.ends_with(' ')) head.remove_suffix(1);
  return {head, line.substr(blank)};
}

bool IsControl(std::string_view head) {
  const auto blank = head.find(' ');
  return blank != std::string_view::npos && head.substr(blank + 1).starts_with('/');
}

void Advance(World& world, std::string_view seconds) {
  std::int64_t count = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), count);
  world.clock().Advance(std::chrono::seconds(std::clamp<std::int64_t>(count, 0, kLongestAdvance)));
}

void RunStep(World& world, std::string_view line, bool& is_steered) {
  constexpr std::string_view kAdvance = "advance ";
  static const ServiceModel model;
  const Step step = StepOf(line);
  if (step.head.starts_with(kAdvance)) return Advance(world, step.head.substr(kAdvance.size()));
  if (IsControl(step.head)) {
    is_steered = true;
    const auto blank = step.head.find(' ');
    const std::string_view target = step.head.substr(blank + 1);
    const bool may_wait = target.starts_with("/_autopilot/wait");
    const auto answer = world.SendControl({.method = std::string(step.head.substr(0, blank)),
                                           .target = std::string(target),
                                           .headers = {},
                                           .body = std::string(step.body)},
                                          may_wait ? kShortPatience : World::kLongEnough);
    if (answer) CheckControlAnswer(*answer, line);
    return;
  }
  const bool may_wait = world.HasFaults();
  const auto answer = world.SendApi(ApiRequest(step.head, std::string(step.body)),
                                    may_wait ? kShortPatience : World::kLongEnough);
  if (!answer) return;
  if (is_steered) return CheckSteeredAnswer(*answer, line);
  CheckApiAnswer(step.head, *answer, line);
}

}  // namespace

void RunScript(std::string_view script) {
  World& world = CleanWorld();
  bool is_steered = false;
  const auto lines = Lines(script);
  for (std::size_t n = 0; n < std::min(lines.size(), kMostSteps); ++n) {
    RunStep(world, lines[n], is_steered);
  }
}

std::string MutateScript(std::string_view script, const std::vector<std::string>& words,
                         const std::vector<std::string>& heads, Chance& chance) {
  auto lines = Lines(script);
  if (lines.empty()) lines.emplace_back(chance.Pick(heads) + " {}");
  if (chance.OneIn(6)) {
    MutateLines(lines, chance);
    return Joined(lines);
  }
  std::string& line = lines[chance.Below(lines.size())];
  const Step step = StepOf(line);
  const std::string head(step.head);
  const std::string body(step.body);
  if (chance.OneIn(6)) {
    line = (chance.OneIn(2) ? chance.Pick(heads) : chance.Bytes(head)) + ' ' + body;
  } else {
    line = head + ' ' + MutateJsonText(body, words, chance);
  }
  if (chance.OneIn(8)) lines.push_back(chance.Pick(heads) + ' ' + body);
  return Joined(lines);
}

}  // namespace autopilot::fuzzing
