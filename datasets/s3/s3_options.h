#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "common/draws.h"
#include "common/sigv4_signer.h"

namespace autopilot {

struct S3Options {
  std::string endpoint;  // see ParseS3Endpoint
  std::string region = "us-east-1";
  std::optional<sigv4::Credentials> credentials = {};  // without them nothing is signed
  std::string ca_file = {};  // PEM, the authorities that https trusts; "": those of the system

  // A connection is made, with names looked up and TLS agreed on, within `connect_timeout`, or it
  // fails. No two pieces of an answer are further apart than `read_timeout`.
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds read_timeout{10'000};

  // Where nothing comes, or an error that may pass. Before attempt n + 1 there is a pause of at
  // most `first_pause` * 2^(n - 1), drawn with `seed`.
  int attempts = 3;
  std::chrono::milliseconds first_pause{100};
  DrawKey seed = 0;

  std::size_t max_idle_connections = 4;  // kept for later calls
};

// As std::getenv.
using GetEnvironment = std::function<const char*(const char*)>;

// The options that AWS's own tools take from the environment: AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or else AWS_DEFAULT_REGION, AWS_CA_BUNDLE.
// An empty variable counts as absent. Fails with a sentence if one of the keys is missing.
tl::expected<S3Options, std::string> S3OptionsFrom(const GetEnvironment& get, std::string endpoint);

// What is wrong with the region or the credentials, so that they could not be sent; as a sentence.
std::optional<std::string> ProblemOf(const S3Options& options);

}  // namespace autopilot
