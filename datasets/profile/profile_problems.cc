#include "datasets/profile/profile_problems.h"

#include <algorithm>
#include <string_view>

#include "common/utf8.h"

namespace autopilot {
namespace {

constexpr std::string_view kBadWeight = "whose sample weight is missing, not a number, or negative";

std::string Count(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

// In quotes, cut after 40 characters.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kMostCharacters = 40;
  const std::string_view start = FirstCharacters(text, kMostCharacters);
  return "'" + std::string(start) + (start.size() < text.size() ? "..." : "") + "'";
}

std::optional<std::string> RowProblem(const TableProfile& profile,
                                      std::optional<std::uint64_t> least_rows) {
  const std::uint64_t least = std::max<std::uint64_t>(least_rows.value_or(1), 1);
  if (profile.rows >= least) return std::nullopt;
  std::string text = "The training data has ";
  text += profile.rows == 0 ? "no rows" : Count(profile.rows, "row");
  if (profile.excluded > 0) {
    text += ", not counting " + Count(profile.excluded, "row") + " " + std::string(kBadWeight);
  }
  return text + ". At least " + Count(least, "row") + (least == 1 ? " is" : " are") + " needed.";
}

std::optional<std::string> TargetProblem(const TargetProfile& target,
                                         const ProfileDemands& demands) {
  const auto& problem = demands.problem;
  const std::string column = "The target column " + Quoted(demands.target);
  if (target.distinct == 0) {
    return column + " has no value in the training data, which has " +
           Count(target.missing, "row") + ".";
  }
  if (problem == InferredProblem::kRegression) {
    if (target.numeric) return std::nullopt;
    return column + " has the value " + Quoted(target.not_a_number) +
           ", which is not a number. Regression needs numbers only.";
  }
  const bool is_binary = problem == InferredProblem::kBinaryClassification;
  if (target.distinct == 1) {
    return column + " has only the value " + Quoted(target.most_frequent.front().value) + ", in " +
           Count(target.rows, "row") + ". " +
           (problem ? std::string(Name(*problem)) + " needs " +
                          (is_binary ? "exactly" : "at least") + " 2 distinct values."
                    : "At least 2 distinct values are needed to infer the problem type.");
  }
  if (is_binary && target.distinct > 2) {
    return column + " has " + (target.distinct_is_at_least ? "at least " : "") +
           Count(target.distinct, "distinct value") + ". BinaryClassification needs exactly 2.";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FirstProblemOf(const TableProfile& profile,
                                          const ProfileDemands& demands) {
  if (auto problem = RowProblem(profile, demands.least_rows)) return problem;
  return profile.target ? TargetProblem(*profile.target, demands) : std::nullopt;
}

}  // namespace autopilot
