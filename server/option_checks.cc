#include "server/option_checks.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <sstream>

#include "datasets/s3/s3_endpoint.h"
#include "server/option_values.h"
#include "server/tls/certificates.h"

namespace autopilot {
namespace {

template <typename T>
std::optional<T> Parse(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [last, ec] = std::from_chars(text.data(), end, value);
  if (ec != std::errc() || last != end) return std::nullopt;
  return value;
}

std::string Shown(double value) {
  std::ostringstream text;
  text.precision(15);
  text << value;
  return text.str();
}

bool Consists(std::string_view text, std::string_view of) {
  return text.find_first_not_of(of) == std::string_view::npos;
}

// A validator whose error reads "'VALUE' is not WHAT".
template <typename Accepts>
CLI::Validator Check(Accepts accepts, std::string what, std::string shown_in_help) {
  return CLI::Validator(
      [accepts = std::move(accepts), what = std::move(what)](const std::string& text) {
        return accepts(text) ? std::string() : "'" + text + "' is not " + what;
      },
      std::move(shown_in_help));
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.at(b.size());
}

}  // namespace

CLI::Validator WholeNumber(std::uint64_t low, std::uint64_t high) {
  const std::string range = std::to_string(low) + " to " + std::to_string(high);
  return Check(
      [low, high](const std::string& text) {
        const auto value = Parse<std::uint64_t>(text);
        return value && *value >= low && *value <= high;
      },
      "a whole number from " + range, range);
}

CLI::Validator Number(double low, double high, std::string unit) {
  const std::string range = Shown(low) + " to " + Shown(high) + unit;
  return Check(
      [low, high](const std::string& text) {
        const auto value = Parse<double>(text);
        return value && *value >= low && *value <= high;
      },
      "a number from " + range, range);
}

CLI::Validator OneOf(std::vector<std::string> values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : "|") + value;
  return Check(
      [values = std::move(values)](const std::string& text) {
        return std::find(values.begin(), values.end(), text) != values.end();
      },
      "one of " + list, list);
}

CLI::Validator AccountId() {
  return Check(
      [](const std::string& text) { return text.size() == 12 && Consists(text, "0123456789"); },
      "an account id of 12 digits", "12 digits");
}

CLI::Validator Region() {
  return Check(
      [](const std::string& text) {
        return text.size() <= 32 && text.find('-') != std::string::npos &&
               Consists(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
      },
      "the name of a region, such as us-east-1", "REGION");
}

CLI::Validator ProgressionForm() {
  return Check([](const std::string& text) { return ParseProgressionOption(text).has_value(); },
               "one of time|seconds:N|manual|manual:N|immediate",
               "time|seconds:N|manual|manual:N|immediate");
}

CLI::Validator HostPort() {
  return Check([](const std::string& text) { return ParseHostAndPort(text).has_value(); },
               "a HOST:PORT", "HOST:PORT");
}

CLI::Validator S3Url() {
  return CLI::Validator(
      [](const std::string& text) {
        const auto endpoint = ParseS3Endpoint(text);
        return endpoint ? std::string() : endpoint.error();
      },
      "URL");
}

CLI::Validator Token() {
  // The value is a secret: the error does not repeat it.
  return CLI::Validator(
      [](const std::string& text) {
        const bool is_token =
            std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
        return is_token && !text.empty()
                   ? std::string()
                   : "the value is not a token of printable ASCII characters without blanks";
      },
      "TOKEN");
}

CLI::Validator ServerName() {
  return Check([](const std::string& text) { return CanonicalName(text).has_value(); },
               "a host name or an address", "NAME");
}

CLI::Validator NotBlank(std::string what) {
  return Check(
      [](const std::string& text) { return text.find_first_not_of(" \t") != std::string::npos; },
      "a " + what, what);
}

std::string ClosestTo(std::string_view word, const std::vector<std::string>& candidates) {
  std::string closest;
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance < best) {
      best = distance;
      closest = candidate;
    }
  }
  return closest;
}

}  // namespace autopilot
