#include "api/protocol/signing_keys.h"

#include <mutex>

namespace autopilot {
namespace {

// An access key id has no '/'.
std::string NameOf(std::string_view access_key_id, const sigv4::CredentialScope& scope) {
  return std::string(access_key_id) + "/" + scope.Text();
}

}  // namespace

std::optional<Sha256Digest> SigningKeys::Find(std::string_view access_key_id,
                                              const sigv4::CredentialScope& scope) const {
  const std::string name = NameOf(access_key_id, scope);
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(name);
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

void SigningKeys::Keep(std::string_view access_key_id, const sigv4::CredentialScope& scope,
                       const Sha256Digest& key) {
  std::string name = NameOf(access_key_id, scope);
  const std::lock_guard lock(mutex_);
  if (keys_.size() >= kMost) keys_.clear();
  keys_.insert_or_assign(std::move(name), key);
}

}  // namespace autopilot
