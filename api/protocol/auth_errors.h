#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/error.h"
#include "common/sigv4_claim.h"
#include "common/time.h"

namespace autopilot::errors {

// Why a request is not taken for its caller's own; see errors.h. Values of the request are cut and
// made printable; the Authorization header appears as a hash only, since it may hold a secret.

Error MissingAuthenticationToken();

// IncompleteSignatureException: what the request says about its signature cannot be read.
Error UnreadableAuthorization(std::string_view authorization);  // a part is no key=value pair
// `missing`: names of its parts; "Date" is the header X-Amz-Date or Date.
Error MissingAuthorizationParts(const std::vector<std::string_view>& missing,
                                std::string_view authorization);
Error MissingSignatureParameters(const std::vector<std::string_view>& missing);
Error BadExpiry(std::string_view expires);
Error BadSignatureDate(std::string_view date);
Error UnsupportedAlgorithm(std::string_view algorithm);
Error BadCredential(std::string_view credential);

// InvalidSignatureException: it can be read, but does not hold.
Error TwoSignatures();
// `allowed` is the end of the window of five minutes around `now`.
Error SignatureExpired(std::string_view date, Timestamp allowed, Timestamp now);
Error SignatureNotYetCurrent(std::string_view date, Timestamp allowed, Timestamp now);
Error UnsignedHeader(std::string_view name);
// `problems`: sentences, in the order of the credential's parts.
Error WrongCredentialScope(const std::string& problems);
Error SignatureMismatch(std::string note);

Error RequestExpired();
Error UnrecognizedClient(std::string note);
Error ExpiredToken(std::string note);

}  // namespace autopilot::errors
