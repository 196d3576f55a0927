#include "server/tls/certificates.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>

namespace autopilot {
namespace {

using std::chrono::hours;

constexpr hours kDay{24};
constexpr auto kAuthorityLife = 3650 * kDay;
constexpr auto kServerLife = 397 * kDay;
// A client's clock may be behind.
constexpr auto kBeginsBefore = kDay;

struct Freer {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <typename T>
using Owned = std::unique_ptr<T, Freer>;

[[noreturn]] void Throw(const std::string& what) {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  throw CertificateError(reason == nullptr ? what : what + ": " + reason);
}

void Check(int result, const char* what) {
  if (result <= 0) Throw(what);
}

template <typename T>
Owned<T> Own(T* made, const char* what) {
  if (made == nullptr) Throw(what);
  return Owned<T>(made);
}

Owned<BIO> Reading(std::string_view pem) {
  return Own(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), "no memory");
}

template <typename Write>
std::string Pem(Write&& write) {
  const auto bio = Own(BIO_new(BIO_s_mem()), "no memory");
  Check(write(bio.get()), "cannot write PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

// Without asking at the terminal for the passphrase of an encrypted one.
int NoPassphrase(char*, int, int, void*) { return -1; }

Owned<X509> ReadCertificate(std::string_view pem) {
  return Own(PEM_read_bio_X509(Reading(pem).get(), nullptr, NoPassphrase, nullptr),
             "no certificate in PEM");
}

Owned<EVP_PKEY> ReadKey(std::string_view pem) {
  return Own(PEM_read_bio_PrivateKey(Reading(pem).get(), nullptr, NoPassphrase, nullptr),
             "no private key in PEM without a passphrase");
}

Timestamp ToTimestamp(const ASN1_TIME* time) {
  std::tm parts{};
  Check(ASN1_TIME_to_tm(time, &parts), "a certificate without a valid end");
  return Timestamp(std::chrono::seconds(timegm(&parts)));
}

void SetTime(ASN1_TIME* field, Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
  if (ASN1_TIME_set(field, static_cast<std::time_t>(seconds)) == nullptr) Throw("no such time");
}

void SetRandomSerial(X509& certificate) {
  constexpr int kBits = 127;  // positive in 16 bytes
  const auto number = Own(BN_new(), "no memory");
  Check(BN_rand(number.get(), kBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY), "no random numbers");
  if (BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) == nullptr) {
    Throw("no serial number");
  }
}

void SetCommonName(X509& certificate, const std::string& name) {
  const auto* bytes = static_cast<const unsigned char*>(static_cast<const void*>(name.data()));
  Check(X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_UTF8, bytes,
                                   static_cast<int>(name.size()), -1, 0),
        "no subject");
}

void AddExtension(X509& certificate, X509& issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const auto extension = Own(X509V3_EXT_conf_nid(nullptr, &context, nid, value), value);
  Check(X509_add_ext(&certificate, extension.get(), -1), value);
}

void AddNames(X509& certificate, const std::vector<std::string>& names) {
  const auto list = Own(GENERAL_NAMES_new(), "no memory");
  for (const std::string& name : names) {
    GENERAL_NAME* entry = nullptr;
    std::array<unsigned char, sizeof(in6_addr)> address{};
    if (inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
        inet_pton(AF_INET6, name.c_str(), address.data()) == 1) {
      entry = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, GEN_IPADD, name.c_str(), 0);
    } else {
      entry = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, GEN_DNS, name.c_str(), 0);
    }
    if (entry == nullptr) Throw("'" + name + "' cannot be the name of a server");
    if (sk_GENERAL_NAME_push(list.get(), entry) <= 0) Throw("no memory");
  }
  Check(X509_add1_ext_i2d(&certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT),
        "no names");
}

Owned<X509> NewCertificate(EVP_PKEY& key, const std::string& common_name, Timestamp from,
                           Timestamp until) {
  auto certificate = Own(X509_new(), "no memory");
  Check(X509_set_version(certificate.get(), X509_VERSION_3), "no version");
  SetRandomSerial(*certificate);
  SetTime(X509_getm_notBefore(certificate.get()), from);
  SetTime(X509_getm_notAfter(certificate.get()), until);
  Check(X509_set_pubkey(certificate.get(), &key), "no key");
  SetCommonName(*certificate, common_name);
  return certificate;
}

CertificateAndKey ToPem(X509& certificate, EVP_PKEY& key) {
  return {.certificate = Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, &certificate); }),
          .key = Pem([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, &key, nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::optional<std::string> CanonicalName(std::string_view name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, std::string(name).c_str(), address.data()) == 1) {
      return inet_ntop(family, address.data(), text.data(), text.size());
    }
  }
  std::string host(name);
  std::transform(host.begin(), host.end(), host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr std::size_t kLongestHost = 253;
  const std::string_view labels = std::string_view(host).substr(host.starts_with("*.") ? 2 : 0);
  const bool is_host = !labels.empty() && host.size() <= kLongestHost &&
                       std::all_of(labels.begin(), labels.end(), IsHostCharacter) &&
                       labels.front() != '.' && labels.back() != '.' &&
                       labels.find("..") == std::string_view::npos;
  if (!is_host) return std::nullopt;
  return host;
}

CertificateAndKey MakeAuthority(Timestamp now) {
  const auto key = Own(EVP_EC_gen("P-256"), "cannot make a key");
  const auto certificate =
      NewCertificate(*key, "autopilot-local CA", now - kBeginsBefore, now + kAuthorityLife);
  Check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())),
        "issuer");
  X509& self = *certificate;
  AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(self, self, NID_subject_key_identifier, "hash");
  Check(X509_sign(certificate.get(), key.get(), EVP_sha256()), "cannot sign");
  return ToPem(*certificate, *key);
}

CertificateAndKey IssueServerCertificate(const CertificateAndKey& authority,
                                         const std::vector<std::string>& names, Timestamp now) {
  const auto issuer = ReadCertificate(authority.certificate);
  const auto issuer_key = ReadKey(authority.key);
  const auto key = Own(EVP_EC_gen("P-256"), "cannot make a key");
  const Timestamp until =
      std::min<Timestamp>(now + kServerLife, ToTimestamp(X509_get0_notAfter(issuer.get())));
  const auto certificate = NewCertificate(*key, "autopilot-local", now - kBeginsBefore, until);
  Check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())), "issuer");
  AddExtension(*certificate, *issuer, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(*certificate, *issuer, NID_key_usage, "critical,digitalSignature");
  AddExtension(*certificate, *issuer, NID_ext_key_usage, "serverAuth");
  AddExtension(*certificate, *issuer, NID_subject_key_identifier, "hash");
  AddExtension(*certificate, *issuer, NID_authority_key_identifier, "keyid:always");
  AddNames(*certificate, names);
  Check(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()), "cannot sign");
  return ToPem(*certificate, *key);
}

CertificateFacts FactsOf(std::string_view pem) {
  const auto certificate = ReadCertificate(pem);
  CertificateFacts facts{.names = {},
                         .valid_until = ToTimestamp(X509_get0_notAfter(certificate.get()))};
  const Owned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
    const unsigned char* data = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    if (type == GEN_DNS) {
      facts.names.emplace_back(data, data + size);
    } else if (type == GEN_IPADD) {
      std::array<char, INET6_ADDRSTRLEN> text{};
      const int family = size == sizeof(in_addr) ? AF_INET : AF_INET6;
      facts.names.emplace_back(inet_ntop(family, data, text.data(), text.size()));
    }
  }
  return facts;
}

bool Fits(const CertificateAndKey& pair) {
  const auto certificate = ReadCertificate(pair.certificate);
  const auto key = ReadKey(pair.key);
  const bool fits = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return fits;
}

bool IsSignedBy(std::string_view certificate, std::string_view authority) {
  const auto signed_one = ReadCertificate(certificate);
  const auto issuer = ReadCertificate(authority);
  const bool is_signed = X509_verify(signed_one.get(), X509_get0_pubkey(issuer.get())) == 1;
  ERR_clear_error();
  return is_signed;
}

}  // namespace autopilot
