#include <nlohmann/json.hpp>
#include <string>

#include "tests/fuzz/answers.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/world.h"

namespace autopilot::fuzzing {
namespace {

using nlohmann::json;

constexpr auto kCreate =
    R"("InputDataConfig":[{"DataSource":{"S3DataSource":{"S3DataType":"S3Prefix",
"S3Uri":"s3://bucket/train.csv"}},"TargetAttributeName":"y"}],"OutputDataConfig":{"S3OutputPath":
"s3://bucket/output"},"RoleArn":"arn:aws:iam::123456789012:role/autopilot","Tags":[{"Key":"a",
"Value":"1"},{"Key":"b","Value":"2"}],"AutoMLJobConfig":{"CompletionCriteria":{"MaxCandidates":5}})";

// With lists of several pages.
World& Lists() {
  static World world;
  static bool is_filled = false;
  if (!std::exchange(is_filled, true)) {
    for (const char* name : {"job-a", "job-b", "job-c", "job-d"}) {
      const auto answer = world.Call(
          "CreateAutoMLJob", R"({"AutoMLJobName":")" + std::string(name) + "\"," + kCreate + "}");
      Expect(answer.status == 200, "a create that fails", answer.body);
      world.clock().Advance(std::chrono::minutes(1));
    }
  }
  return world;
}

// A byte at the place that the first of each two says, changed by the second.
std::string Edited(std::string token, std::string_view edits) {
  for (std::size_t n = 0; n + 1 < edits.size() && !token.empty(); n += 2) {
    const auto place = static_cast<unsigned char>(edits[n]) % (token.size() + 1);
    if (place == token.size()) {
      token += edits[n + 1];
    } else {
      token[place] = static_cast<char>(token[place] ^ edits[n + 1]);
    }
  }
  return token;
}

Response List(const std::string& operation, const json& parameters) {
  return Lists().Call(operation, parameters.dump(-1, ' ', false, json::error_handler_t::replace));
}

// The first line is an operation and its parameters, what follows a token, or behind '=' edits of
// the one that the operation gives.
void Run(std::string_view input) {
  const auto end = std::min(input.find('\n'), input.size());
  const auto line = input.substr(0, end);
  auto rest = input.substr(std::min(end + 1, input.size()));
  const auto blank = std::min(line.find(' '), line.size());
  const std::string operation(line.substr(0, blank));
  json parameters = json::parse(line.substr(blank), nullptr, false);
  if (!operation.starts_with("List") || !parameters.is_object()) return;

  parameters.erase("NextToken");
  const Response first = List(operation, parameters);
  CheckApiAnswer(operation, first, input);
  std::string given;
  if (first.status == 200) given = json::parse(first.body).value("NextToken", "");
  std::string token(rest);
  if (rest.starts_with('=')) token = Edited(given, rest.substr(1));

  parameters["NextToken"] = token;
  const Response next = List(operation, parameters);
  CheckApiAnswer(operation, next, input);
  if (next.status != 200) return;
  Expect(IsUtf8(token) && (token.empty() || token == given), "a token that nobody has given",
         token);
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const std::vector<std::string> kWords{"MaxResults",
                                               "SortBy",
                                               "SortOrder",
                                               "Ascending",
                                               "Descending",
                                               "Name",
                                               "Status",
                                               "InProgress",
                                               "NameContains",
                                               "job",
                                               "AutoMLJobName",
                                               "job-a",
                                               "CreationTime",
                                               "ResourceArn",
                                               "StatusEquals",
                                               "CreationTimeAfter",
                                               "LastModifiedTimeBefore"};
  Chance chance(seed, bytes);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string line(input.substr(0, end));
  const std::string rest(input.substr(std::min(end + 1, input.size())));
  const auto bracket = std::min(line.find('{'), line.size());
  if (chance.OneIn(2)) return line + "\n" + chance.Bytes(rest);
  return line.substr(0, bracket) + MutateJsonText(line.substr(bracket), kWords, chance) + "\n" +
         rest;
}

}  // namespace

const Target kNextToken{"next_token", Run, Mutate};

}  // namespace autopilot::fuzzing
