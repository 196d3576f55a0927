#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "common/sigv4.h"

namespace autopilot {

// The signing keys of callers: deriving one costs more than all the rest of a verification, and it
// is the same all day. Keep only what a right signature was made with, or anybody could fill the
// memory. Any thread.
class SigningKeys {
 public:
  std::optional<Sha256Digest> Find(std::string_view access_key_id,
                                   const sigv4::CredentialScope& scope) const;
  void Keep(std::string_view access_key_id, const sigv4::CredentialScope& scope,
            const Sha256Digest& key);

  // Beyond it those of past days, and with them all others, are forgotten.
  static constexpr std::size_t kMost = 1000;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, Sha256Digest, std::less<>> keys_;
};

}  // namespace autopilot
