#include "server/option_values.h"

#include <charconv>
#include <cmath>

namespace autopilot {
namespace {

constexpr std::int64_t kMostTimes = 1'000'000;
constexpr double kLeastSeconds = 0.001;
constexpr double kMostSeconds = 86'400;

template <typename T>
std::optional<T> Parse(std::string_view text, T low, T high) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || last != end || !(value >= low && value <= high)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Progression> ParseProgressionOption(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view mode = text.substr(0, colon);
  Progression progression;
  if (colon == std::string_view::npos) {
    if (mode == "time") return progression;
    if (mode != "manual" && mode != "immediate") return std::nullopt;
    progression.mode = mode == "manual" ? ProgressionMode::kManual : ProgressionMode::kImmediate;
    return progression;
  }
  const std::string_view number = text.substr(colon + 1);
  if (mode == "manual") {
    const auto times = Parse<std::int64_t>(number, 1, kMostTimes);
    if (!times) return std::nullopt;
    progression.mode = ProgressionMode::kManual;
    progression.times = *times;
    return progression;
  }
  const auto seconds = Parse<double>(number, kLeastSeconds, kMostSeconds);
  if (mode != "seconds" || !seconds) return std::nullopt;
  progression.mode = ProgressionMode::kSecondsPerPhase;
  progression.phase_length = std::chrono::microseconds(std::llround(*seconds * 1e6));
  return progression;
}

std::optional<HostAndPort> ParseHostAndPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto port = Parse<std::uint16_t>(text.substr(colon + 1), 0, UINT16_MAX);
  std::string_view host = text.substr(0, colon);
  const bool has_bracket = host.starts_with('[') && host.ends_with(']');
  if (has_bracket) host = host.substr(1, host.size() - 2);
  // A bare IPv6 address would leave open where the port begins.
  if (!port || host.empty() || (!has_bracket && host.find(':') != std::string_view::npos)) {
    return std::nullopt;
  }
  return HostAndPort{.host = std::string(host), .port = *port};
}

}  // namespace autopilot
