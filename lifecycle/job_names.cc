#include "lifecycle/job_names.h"

#include <cstdint>
#include <utility>

namespace autopilot {
namespace {

constexpr std::size_t kTuningJobLength = 32;
constexpr std::size_t kStepLength = 63;
constexpr std::size_t kTrialLength = 59;
constexpr std::size_t kCandidateHex = 8;

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kAlphanumerics =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string Fill(std::string prefix, std::size_t length, std::string_view alphabet, DrawKey key) {
  Draws draws(key);
  while (prefix.size() < length) {
    prefix += alphabet[draws.Below(static_cast<std::uint32_t>(alphabet.size()))];
  }
  return prefix;
}

std::string FillWithHex(std::string prefix, std::size_t length, DrawKey key) {
  return Fill(std::move(prefix), length, kHex, key);
}

std::string ThreeDigits(std::size_t number) {
  std::string digits = std::to_string(number);
  return digits.size() < 3 ? std::string(3 - digits.size(), '0') + digits : digits;
}

DrawKey PipelineKey(const Plan& plan, std::string_view purpose, int pipeline) {
  return Derive(Derive(plan.draw_key, purpose), static_cast<std::uint64_t>(pipeline));
}

}  // namespace

std::string JobNames::Candidate(std::size_t candidate) const {
  if (plan_.kind != JobKind::kTabularHpo) {
    return job_.name + "-trial-t1-" + std::to_string(candidate + 1);
  }
  std::string name =
      Fill(job_.name, kTuningJobLength, kAlphanumerics, Derive(plan_.draw_key, "tuning-job"));
  name.append("-").append(ThreeDigits(candidate + 1)).append("-");
  const std::size_t length = name.size() + kCandidateHex;
  return FillWithHex(std::move(name), length,
                     Derive(Derive(plan_.draw_key, "candidate-name"), candidate));
}

std::string JobNames::DataBuilder() const {
  return FillWithHex(job_.name + "-db-1-", kStepLength, Derive(plan_.draw_key, "db"));
}

std::string JobNames::DataProcessor(int pipeline) const {
  return FillWithHex(job_.name + "-dpp" + std::to_string(pipeline) + "-1-", kStepLength,
                     PipelineKey(plan_, "dpp", pipeline));
}

std::string JobNames::DataTransform(int pipeline) const {
  const std::string_view form = TransformsToRecordIo(pipeline) ? "-rpb-1-" : "-csv-1-";
  std::string prefix = job_.name + "-dpp" + std::to_string(pipeline);
  return FillWithHex(prefix.append(form), kStepLength,
                     PipelineKey(plan_, "dpp-transform", pipeline));
}

bool JobNames::TransformsToRecordIo(int pipeline) const {
  return Draws(PipelineKey(plan_, "dpp-form", pipeline)).Below(4) != 0;
}

std::string JobNames::Trial(std::size_t candidate) const {
  return FillWithHex(job_.name + "-t1-" + std::to_string(candidate + 1) + "-", kTrialLength,
                     Derive(Derive(plan_.draw_key, "trial"), candidate));
}

std::string JobNames::Notebooks() const {
  return FillWithHex(job_.name + "-pr-1-", kStepLength, Derive(plan_.draw_key, "pr"));
}

std::string JobNames::OutputUri(std::string_view path) const {
  std::string uri = job_.output_path;
  if (!uri.ends_with('/')) uri += '/';
  return uri.append(job_.name).append("/").append(path);
}

}  // namespace autopilot
