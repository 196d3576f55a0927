#include "server/http/tls_context.h"

#include "server/http/client_stream.h"

#include <openssl/ssl.h>

namespace autopilot {

TlsContext::TlsContext(const std::string& certificate_chain, const std::string& private_key)
    : impl_(std::make_unique<Impl>()) {
  net::ssl::context& context = impl_->context;
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  // A connection that is idle keeps no buffers; a renegotiation would only be work for a client to
  // ask for.
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION);
  context.use_certificate_chain(net::buffer(certificate_chain));
  context.use_private_key(net::buffer(private_key), net::ssl::context::pem);
}

TlsContext::~TlsContext() = default;

}  // namespace autopilot
