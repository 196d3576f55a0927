#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

// Checks of option values. Their errors say what was given and what would be right.

CLI::Validator WholeNumber(std::uint64_t low, std::uint64_t high);
CLI::Validator Number(double low, double high, std::string unit);
CLI::Validator OneOf(std::vector<std::string> values);
CLI::Validator AccountId();
CLI::Validator Region();
CLI::Validator ProgressionForm();
CLI::Validator HostPort();
// http:// or https://, as S3 endpoints are named.
CLI::Validator S3Url();
// Printable ASCII without blanks, as a header can carry it.
CLI::Validator Token();
// Host name or address, as a certificate can have it.
CLI::Validator ServerName();
CLI::Validator NotBlank(std::string what);

// The candidate that a mistyped word most likely meant, or "".
std::string ClosestTo(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace autopilot
