#include "server/tls_identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "server/start_file.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kLeastLeft{30 * 24};

constexpr const char* kAuthorityFile = "ca.pem";
constexpr const char* kAuthorityKeyFile = "ca-key.pem";
constexpr const char* kServerFile = "server.pem";
constexpr const char* kServerKeyFile = "server-key.pem";

[[noreturn]] void ThrowUnusable(const fs::path& folder, const std::string& reason) {
  throw StartFileError("The folder for certificates, " + folder.string() +
                       ", cannot be used: " + reason + ". Choose another one with --tls-dir.");
}

std::string ErrorText(int error) { return std::generic_category().message(error); }

void MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), S_IRWXU) == 0) return;
  const int mkdir_error = errno;
  if (!fs::is_directory(folder, error)) ThrowUnusable(folder, ErrorText(mkdir_error));
}

// In place of what was there, as a whole: another process may read it meanwhile.
void Replace(const fs::path& file, const std::string& text, mode_t mode) {
  const fs::path draft = file.string() + ".new";
  ::unlink(draft.c_str());
  const int out = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (out < 0)
    ThrowUnusable(file.parent_path(), file.filename().string() + ": " + ErrorText(errno));
  const bool written = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int write_error = errno;
  ::close(out);
  if (!written || ::rename(draft.c_str(), file.c_str()) != 0) {
    ThrowUnusable(file.parent_path(),
                  file.filename().string() + ": " + ErrorText(written ? errno : write_error));
  }
}

// A pair that fits together and has some time left; absent if there is none.
std::optional<CertificateAndKey> ReadPair(const fs::path& folder, const char* certificate_file,
                                          const char* key_file, Timestamp now) {
  std::error_code error;
  if (!fs::exists(folder / certificate_file, error) || !fs::exists(folder / key_file, error)) {
    return std::nullopt;
  }
  CertificateAndKey pair{.certificate = ReadStartFile(folder / certificate_file),
                         .key = ReadStartFile(folder / key_file)};
  try {
    if (!Fits(pair) || FactsOf(pair.certificate).valid_until < now + kLeastLeft)
      return std::nullopt;
  } catch (const CertificateError&) {
    return std::nullopt;
  }
  return pair;
}

void WritePair(const fs::path& folder, const char* certificate_file, const char* key_file,
               const CertificateAndKey& pair) {
  constexpr mode_t kPrivate = S_IRUSR | S_IWUSR;
  constexpr mode_t kReadable = kPrivate | S_IRGRP | S_IROTH;
  Replace(folder / key_file, pair.key, kPrivate);
  Replace(folder / certificate_file, pair.certificate, kReadable);
}

bool HasNames(const CertificateFacts& facts, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(facts.names.begin(), facts.names.end(), name) != facts.names.end();
  });
}

CertificateAndKey KeptAuthority(const fs::path& folder, Timestamp now) {
  if (auto kept = ReadPair(folder, kAuthorityFile, kAuthorityKeyFile, now)) return *kept;
  auto made = MakeAuthority(now);
  WritePair(folder, kAuthorityFile, kAuthorityKeyFile, made);
  return made;
}

CertificateAndKey KeptServer(const fs::path& folder, const CertificateAndKey& authority,
                             const std::vector<std::string>& names, Timestamp now) {
  const auto kept = ReadPair(folder, kServerFile, kServerKeyFile, now);
  if (kept && HasNames(FactsOf(kept->certificate), names) &&
      IsSignedBy(kept->certificate, authority.certificate)) {
    return *kept;
  }
  auto issued = IssueServerCertificate(authority, names, now);
  WritePair(folder, kServerFile, kServerKeyFile, issued);
  return issued;
}

}  // namespace

TlsIdentity LoadIdentity(const fs::path& certificate, const fs::path& key) {
  TlsIdentity identity{
      .server = {.certificate = ReadStartFile(certificate), .key = ReadStartFile(key)}};
  try {
    FactsOf(identity.server.certificate);
  } catch (const CertificateError& error) {
    throw StartFileError("--tls-cert " + certificate.string() + ": " + error.what() +
                         ". It has to be a certificate in PEM (-----BEGIN CERTIFICATE-----), "
                         "followed by those of its issuers, if there are any.");
  }
  bool fits = false;
  try {
    fits = Fits(identity.server);
  } catch (const CertificateError& error) {
    throw StartFileError("--tls-key " + key.string() + ": " + error.what() +
                         ". It has to be a private key in PEM that is not encrypted.");
  }
  if (!fits) {
    throw StartFileError("--tls-key " + key.string() + " is not the key of the certificate in " +
                         certificate.string() + ".");
  }
  return identity;
}

TlsIdentity SelfSignedIdentity(const std::optional<fs::path>& folder,
                               const std::vector<std::string>& names, Timestamp now) {
  if (!folder) {
    const auto authority = MakeAuthority(now);
    return {.server = IssueServerCertificate(authority, names, now),
            .authority = authority.certificate};
  }
  const fs::path absolute = fs::absolute(*folder).lexically_normal();
  MakeFolder(absolute);
  const auto authority = KeptAuthority(absolute, now);
  return {.server = KeptServer(absolute, authority, names, now),
          .authority = authority.certificate,
          .authority_file = absolute / kAuthorityFile};
}

std::vector<std::string> ServerNames(const std::string& host,
                                     const std::vector<std::string>& further) {
  std::vector<std::string> wanted{"localhost", "127.0.0.1", "::1", "autopilot-local"};
  std::array<char, 256> own{};
  if (::gethostname(own.data(), own.size() - 1) == 0) wanted.emplace_back(own.data());
  if (host != "0.0.0.0" && host != "::") wanted.push_back(host);
  wanted.insert(wanted.end(), further.begin(), further.end());
  std::vector<std::string> names;
  names.reserve(wanted.size());
  for (const std::string& each : wanted) {
    const auto name = CanonicalName(each);
    if (name && std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*name);
  }
  return names;
}

}  // namespace autopilot
