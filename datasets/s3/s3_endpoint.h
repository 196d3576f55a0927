#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace autopilot {

// Where a server that speaks S3 listens.
struct S3Endpoint {
  bool is_tls = false;
  std::string host;  // in lower case; an IPv6 address without its brackets
  std::uint16_t port = 80;

  std::string Authority() const;  // as the Host header has it: "[::1]:9000", "s3.example"
  std::string Url() const;        // "http://127.0.0.1:9000"
  bool operator==(const S3Endpoint&) const = default;
};

// Reads "http://HOST", "https://HOST:PORT/" and the like. The error is a sentence that says what is
// right.
tl::expected<S3Endpoint, std::string> ParseS3Endpoint(std::string_view url);

}  // namespace autopilot
