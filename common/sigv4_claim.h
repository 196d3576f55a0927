#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/sigv4.h"

namespace autopilot::sigv4 {

// What a request says about its own signature. Nothing of it is true yet; "" is what it does not
// say.
struct Claim {
  std::string algorithm;
  std::string credential;
  std::string signed_headers;
  std::string signature;
  std::string date;            // "20150830T123600Z"
  std::string security_token;  // of temporary credentials
  std::string expires;         // seconds; of presigned requests only
};

// "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...": blanks after the commas are
// optional, the order is free. Nothing if a part is no key=value pair. Date and security token come
// from other headers: X-Amz-Date, or else Date, and X-Amz-Security-Token.
std::optional<Claim> ReadAuthorization(std::string_view authorization, const Headers& headers);

// Whether a query claims to hold a signature.
bool IsPresigned(std::string_view query);
// The parameters X-Amz-Algorithm, X-Amz-Credential and so on.
Claim ReadPresignedQuery(std::string_view query);

// <access key id>/<date>/<region>/<service>/<terminator>
struct Credential {
  std::string access_key_id;
  CredentialScope scope;
  std::string terminator;
};
// Nothing unless there are exactly five parts.
std::optional<Credential> ReadCredential(std::string_view text);

// "host;x-amz-date" in the form that CanonicalRequest needs, whatever the order and the case.
std::vector<std::string> ReadSignedHeaders(std::string_view text);

}  // namespace autopilot::sigv4
