#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/time.h"
#include "server/tls/certificates.h"

namespace autopilot {

// What a TLS server shows and proves. Texts are PEM.
struct TlsIdentity {
  CertificateAndKey server;    // the certificate may be followed by those of its issuers
  std::string authority = {};  // that signed it: what clients are to trust; "" if not ours
  std::filesystem::path authority_file = {};  // where that stands; "" if it stands nowhere
};

// From the files of --tls-cert and --tls-key. Throws StartFileError: which file, and why.
TlsIdentity LoadIdentity(const std::filesystem::path& certificate,
                         const std::filesystem::path& key);

// One signed by an authority of our own. In a folder (made if missing, private to the user) both
// are kept: clients go on trusting the authority over restarts. A server certificate that lacks a
// name, or has less than 30 days left, is issued anew, and what is damaged is made anew. No folder:
// a new authority each time. Throws StartFileError.
TlsIdentity SelfSignedIdentity(const std::optional<std::filesystem::path>& folder,
                               const std::vector<std::string>& names, Timestamp now);

// What a server on `host` may be called: this machine, "autopilot-local", the host's name, `host`,
// and `further`; in canonical form, no name twice. Leaves out what is no name.
std::vector<std::string> ServerNames(const std::string& host,
                                     const std::vector<std::string>& further);

}  // namespace autopilot
