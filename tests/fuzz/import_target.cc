#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "common/base64.h"
#include "common/scope.h"
#include "tests/fuzz/answers.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/world.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

std::string OwnerOf(std::string_view text) {
  const json head = json::parse(text.substr(0, text.find('\n')), nullptr, false);
  if (!head.is_object() || !head.contains("owner") || !head["owner"].is_string()) return "*";
  const auto owner = head["owner"].get<std::string>();
  return IsAccountId(owner) ? owner : "*";
}

Response Import(World& world, const std::string& owner, std::string_view text) {
  return *world.SendControl({.method = "POST",
                             .target = "/_autopilot/import?account=" + owner,
                             .headers = {},
                             .body = std::string(text)});
}

std::string Export(World& world, const std::string& owner) {
  const Response response = *world.SendControl({.method = "GET",
                                                .target = "/_autopilot/export?account=" + owner,
                                                .headers = {},
                                                .body = {}});
  Expect(response.status == 200, "an export that fails", response.body);
  return response.body;
}

void Look(World& world, const json& job) {
  const Scope scope{.account = job.at("account"), .region = job.at("region")};
  const std::string name = job.at("name");
  const std::string body = json{{"AutoMLJobName", name}}.dump();
  for (const char* operation : {"DescribeAutoMLJob", "DescribeAutoMLJobV2",
                                "ListCandidatesForAutoMLJob", "ListAutoMLJobs", "StopAutoMLJob"}) {
    const bool lists_all = operation == std::string_view("ListAutoMLJobs");
    Request request = ApiRequest(operation, lists_all ? "{}" : body);
    request.headers.push_back(Authorization(scope));
    CheckApiAnswer(operation, *world.SendApi(std::move(request)), body);
  }
  const auto timeline =
      world.SendControl({.method = "GET",
                         .target = "/_autopilot/jobs/" + name +
                                   "/timeline?account=" + scope.account + "&region=" + scope.region,
                         .headers = {},
                         .body = {}});
  CheckControlAnswer(*timeline, body);
}

// Refused, or all there: it comes out as it went in, and its jobs can be asked for at any time.
void Run(std::string_view input) {
  const std::string owner = OwnerOf(input);
  World& world = CleanWorld();
  const Response imported = Import(world, owner, input);
  CheckControlAnswer(imported, input);
  if (imported.status != 200) return;

  const std::string text = Export(world, owner);
  const Response again = Import(world, owner, text);
  Expect(again.status == 200, "an export that is refused", again.body + "\n" + text);
  const std::string second = Export(world, owner);
  Expect(second == text, "an export that differs", text + "\n" + second);

  constexpr std::size_t kMostJobs = 3;
  std::size_t jobs = 0;
  for (const std::string& line : Lines(text)) {
    const json entry = json::parse(line);
    if (!entry.contains("job") || ++jobs > kMostJobs) continue;
    for (const int minutes : {0, 1, 10'000'000}) {
      world.clock().Advance(std::chrono::minutes(minutes));
      Look(world, entry.at("job"));
    }
  }
}

// Plans and events are bytes in base64, changed as such.
bool MutateStored(json& line, Chance& chance) {
  const auto job = line.find("job");
  if (job == line.end() || !job->is_object()) return false;
  const auto member = job->find(chance.OneIn(2) ? "plan" : "events");
  if (member == job->end() || !member->is_string()) return false;
  const auto bytes = FromBase64(member->get_ref<const std::string&>());
  if (!bytes) return false;
  *member = Base64(chance.Bytes(*bytes));
  return true;
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const std::vector<std::string> kWords{"format",      "version", "owner",
                                               "exported",    "account", "region",
                                               "settings",    "clock",   "mode",
                                               "value",       "frozen",  "running",
                                               "job",         "tags",    "resource",
                                               "Key",         "Value",   "name",
                                               "plan",        "events",  "ticks",
                                               "speed",       "seed",    "progression",
                                               "scenarios",   "rules",   "default_scenario",
                                               "api_version", "request", "000000000000"};
  Chance chance(seed, bytes);
  auto lines = Lines(input);
  if (lines.empty()) return chance.Bytes(input);
  if (chance.OneIn(8)) {
    MutateLines(lines, chance);
    return Joined(lines);
  }
  std::string& line = lines[chance.Below(lines.size())];
  json document = json::parse(line, nullptr, false);
  if (document.is_object() && chance.OneIn(2) && MutateStored(document, chance)) {
    line = document.dump(-1, ' ', false, json::error_handler_t::replace);
  } else {
    line = MutateJsonText(line, kWords, chance);
  }
  return Joined(lines);
}

}  // namespace

const Target kImport{"import", Run, Mutate};

}  // namespace autopilot::fuzzing
