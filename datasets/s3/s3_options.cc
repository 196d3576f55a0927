#include "datasets/s3/s3_options.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace autopilot {
namespace {

std::string ValueOf(const GetEnvironment& get, const char* name) {
  const char* value = get(name);
  return value == nullptr ? std::string() : std::string(value);
}

// What a header can carry and a credential scope can be read back from.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool IsScopePart(std::string_view text) {
  return !text.empty() && IsPlain(text) && text.find_first_of("/,") == std::string_view::npos;
}

}  // namespace

tl::expected<S3Options, std::string> S3OptionsFrom(const GetEnvironment& get,
                                                   std::string endpoint) {
  S3Options options{.endpoint = std::move(endpoint)};
  options.ca_file = ValueOf(get, "AWS_CA_BUNDLE");
  for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
    if (std::string region = ValueOf(get, name); !region.empty()) {
      options.region = std::move(region);
    }
  }
  sigv4::Credentials credentials{.access_key_id = ValueOf(get, "AWS_ACCESS_KEY_ID"),
                                 .secret_access_key = ValueOf(get, "AWS_SECRET_ACCESS_KEY"),
                                 .session_token = ValueOf(get, "AWS_SESSION_TOKEN")};
  const bool has_id = !credentials.access_key_id.empty();
  const bool has_secret = !credentials.secret_access_key.empty();
  if (has_id != has_secret) {
    return tl::unexpected<std::string>(
        has_id ? "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not."
               : "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not.");
  }
  if (has_id) options.credentials = std::move(credentials);
  return options;
}

std::optional<std::string> ProblemOf(const S3Options& options) {
  if (!IsScopePart(options.region)) return "'" + options.region + "' is no region of AWS.";
  if (!options.credentials) return std::nullopt;
  if (!IsScopePart(options.credentials->access_key_id)) {
    return "The access key id for S3 (AWS_ACCESS_KEY_ID) is empty or has blanks, '/' or ','.";
  }
  if (options.credentials->secret_access_key.empty()) {
    return "The secret access key for S3 (AWS_SECRET_ACCESS_KEY) is empty.";
  }
  if (!IsPlain(options.credentials->session_token)) {
    return "The session token for S3 (AWS_SESSION_TOKEN) has blanks or characters beyond ASCII.";
  }
  return std::nullopt;
}

}  // namespace autopilot
