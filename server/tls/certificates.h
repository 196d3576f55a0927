#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/time.h"

namespace autopilot {

// Certificates for a server that only its own clients trust. All texts are PEM.

// OpenSSL refuses to do something, or a PEM text does not hold what it should.
struct CertificateError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct CertificateAndKey {
  std::string certificate;
  std::string key;  // not encrypted
};

// Valid for ten years: clients are given its certificate once. Signs nothing but certificates.
CertificateAndKey MakeAuthority(Timestamp now);

// For TLS servers of these names (host names, "*.example" for what is one level below, addresses).
// Valid for 397 days, the most that some clients take, but not longer than the authority. Throws
// CertificateError, also for what is no name.
CertificateAndKey IssueServerCertificate(const CertificateAndKey& authority,
                                         const std::vector<std::string>& names, Timestamp now);

// The names that it was issued for, addresses in their canonical form, and its end.
struct CertificateFacts {
  std::vector<std::string> names;
  Timestamp valid_until;
};
CertificateFacts FactsOf(std::string_view certificate);

// Whether the key belongs to the (first) certificate. Throws CertificateError for what is no PEM.
bool Fits(const CertificateAndKey& pair);
// Whether the authority has signed it.
bool IsSignedBy(std::string_view certificate, std::string_view authority);

// The form in which a name stands in a certificate; absent for what is no name.
std::optional<std::string> CanonicalName(std::string_view name);

}  // namespace autopilot
