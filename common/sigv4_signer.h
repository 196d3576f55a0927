#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/sigv4.h"
#include "common/time.h"

namespace autopilot::sigv4 {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // "" of lasting credentials
};

// Signs requests to one service in one region.
class Signer {
 public:
  // For the service "s3" by the rules of S3: the path is signed as it is sent, and the header
  // x-amz-content-sha256 tells the payload's hash.
  Signer(Credentials credentials, std::string region, std::string service);

  // The headers to send besides those of the message: X-Amz-Date, Authorization and what else is
  // needed. The message has a Host header and neither of those; all of its headers are signed, so
  // leave out what a proxy may change.
  Headers HeadersFor(const Message& message, std::string_view payload_hash, Timestamp now) const;

  // The query to send in place of the message's: it carries the signature, which is good for
  // `expires` from `now` on. The payload stays unsigned at S3 and is empty elsewhere. The headers
  // of the message have to be sent with it.
  std::string PresignedQuery(const Message& message, Timestamp now,
                             std::chrono::seconds expires) const;

 private:
  std::string SignatureOf(const Message& message, std::string_view signed_headers,
                          std::string_view payload_hash, std::string_view date) const;
  CredentialScope ScopeOn(std::string_view date) const;

  Credentials credentials_;
  std::string region_;
  std::string service_;
};

}  // namespace autopilot::sigv4
