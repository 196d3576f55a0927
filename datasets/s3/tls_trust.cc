#include "datasets/s3/tls_trust.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

namespace autopilot {

void TlsTrust::Freer::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

tl::expected<std::unique_ptr<TlsTrust>, std::string> TlsTrust::Load(const std::string& ca_file) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return tl::unexpected<std::string>("OpenSSL cannot be used.");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool is_loaded = ca_file.empty()
                             ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                             : SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) == 1;
  ERR_clear_error();
  if (!is_loaded) {
    return tl::unexpected(
        ca_file.empty() ? std::string("The authorities that the system trusts cannot be read.")
                        : "'" + ca_file + "' has no certificates in PEM that can be read.");
  }
  return std::unique_ptr<TlsTrust>(new TlsTrust(std::move(context)));
}

}  // namespace autopilot
