#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "control/all_accounts.h"
#include "server/admin/openapi_json.h"
#include "server/auth_key_file.h"
#include "server/scenario_file.h"
#include "server/start_file.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/world.h"
#include "tests/support/requests.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

// A file that has a name but no place on a disk.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : descriptor_(::memfd_create("fuzz", 0)) {
    const auto size = static_cast<ssize_t>(text.size());
    if (descriptor_ < 0 || ::write(descriptor_, text.data(), text.size()) != size) {
      throw std::runtime_error("cannot write to memory");
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

template <typename Load>
bool Loads(Load load) {
  try {
    load();
    return true;
  } catch (const StartFileError& error) {
    Expect(IsUtf8(error.what()), "an error that is not UTF-8");
    return false;
  }
}

void Check(World& world, std::string_view operation, const json& body, std::string_view input) {
  CheckSteeredAnswer(world.Call(operation, body.dump()), input);
}

// A name that the rule's pattern fits, if it is one of a job.
std::string NameFor(const ScenarioRule& rule) {
  std::string name;
  for (const char c : rule.job) name += c == '*' || c == '?' ? 'x' : c;
  return name.substr(0, 32);
}

// For all accounts, by which they count as if they had been there at the start.
void Apply(World& world, const ControlDefaults& defaults) {
  std::promise<bool> done;
  world.control().state.Update(
      std::string(kAllAccounts),
      [&](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        settings.scenarios = defaults.scenarios;
        settings.rules = defaults.rules;
        settings.default_scenario = defaults.default_scenario;
        return json();
      },
      [&](const ControlState::Outcome& outcome) { done.set_value(outcome.has_value()); });
  Expect(done.get_future().get(), "scenarios that cannot be stored");
}

// Jobs of all kinds and for all rules live to their end.
void UseScenarios(const ControlDefaults& defaults, std::string_view input) {
  constexpr std::size_t kMostRules = 3;
  World& world = CleanWorld();
  Apply(world, defaults);
  std::vector<std::pair<std::string_view, json>> creates{
      {"CreateAutoMLJob", testing::CreateV1("v1")},
      {"CreateAutoMLJobV2", testing::CreateTimeSeriesV2("series")},
      {"CreateAutoMLJobV2", testing::CreateTextGenerationV2("text")}};
  std::size_t number = 0;
  for (const ScenarioRule& rule : defaults.rules) {
    if (number++ < kMostRules) {
      creates.emplace_back("CreateAutoMLJob", testing::CreateV1(NameFor(rule)));
    }
  }
  for (const auto& [name, scenario] : defaults.scenarios) {
    if (number++ > 2 * kMostRules) break;
    const json tag{{"Key", "autopilot-local:scenario"}, {"Value", name}};
    creates.emplace_back("CreateAutoMLJobV2",
                         testing::CreateTabularV2("tagged-" + std::to_string(number),
                                                  {{"Tags", json::array({tag})}}));
  }
  for (const auto& [operation, body] : creates) Check(world, operation, body, input);
  for (const int minutes : {0, 1, 10'000'000}) {
    world.clock().Advance(std::chrono::minutes(minutes));
    for (const auto& [operation, body] : creates) {
      const json job{{"AutoMLJobName", body.at("AutoMLJobName")}};
      Check(world, "DescribeAutoMLJobV2", job, input);
      Check(world, "ListCandidatesForAutoMLJob", job, input);
    }
    Check(world, "ListAutoMLJobs", json::object(), input);
  }
}

void Run(std::string_view input) {
  const MemoryFile file(input);
  Loads([&] { LoadAuthKeys(file.path()); });
  ControlDefaults defaults;
  if (Loads([&] { LoadScenarios(file.path(), defaults); })) UseScenarios(defaults, input);
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const auto words = [] {
    auto all = WordsOf(kOpenApi);
    for (const char* name : {"keys", "access_key_id", "secret_access_key", "session_token",
                             "expiration", "scenarios", "rules", "default_scenario"}) {
      all.emplace_back(name);
    }
    return all;
  }();
  Chance chance(seed, bytes);
  return MutateJsonText(input, words, chance);
}

}  // namespace

const Target kScenarios{"scenarios", Run, Mutate};

}  // namespace autopilot::fuzzing
