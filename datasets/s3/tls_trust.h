#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

struct ssl_ctx_st;

namespace autopilot {

// Which servers are trusted, for TLS 1.2 and later. Shared by connections; any thread.
class TlsTrust {
 public:
  // The authorities in a PEM file, or those of the system for "". The error is a sentence.
  static tl::expected<std::unique_ptr<TlsTrust>, std::string> Load(const std::string& ca_file);

  ssl_ctx_st* context() const { return context_.get(); }  // lives as long as this object

 private:
  struct Freer {
    void operator()(ssl_ctx_st* context) const;
  };
  using Context = std::unique_ptr<ssl_ctx_st, Freer>;

  explicit TlsTrust(Context context) : context_(std::move(context)) {}

  Context context_;
};

}  // namespace autopilot
