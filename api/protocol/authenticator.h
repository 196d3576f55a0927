#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/protocol/caller.h"
#include "api/protocol/message.h"
#include "api/protocol/signing_keys.h"
#include "common/error.h"
#include "common/sigv4_claim.h"
#include "common/time.h"

namespace autopilot {

// What is asked of the signature of a request.
enum class AuthMode {
  kAccept,   // nothing: unsigned ones pass, and so does every signature
  kRequire,  // that there is one, in its form
  kVerify,   // that it is right, made with a known key, in time
};

struct AccessKey {
  std::string id;
  std::string secret;
  std::string account;
  std::string session_token = {};               // "": a lasting key, used without a token
  std::optional<Timestamp> token_expires = {};  // never, if absent
};

// Tells whether requests are their callers' own. Any thread.
class Authenticator {
 public:
  // Accepts everything.
  Authenticator() = default;
  // `now`: the machine's clock, as clients have it; the clocks of accounts are for jobs. Of keys
  // with the same id the last one counts.
  Authenticator(AuthMode mode, std::vector<AccessKey> keys, std::function<Timestamp()> now);

  bool verifies() const { return mode_ == AuthMode::kVerify; }

  // Who a request says that it comes from. Where signatures are verified, the account is that of
  // the key, or the default one if the key is not known.
  Caller ClaimedCaller(const Request& request, const Scope& defaults) const;

  // Who it does come from: `claimed` unless signatures are verified. The error is the client's.
  Result<Caller> Authenticate(const Request& request, Caller claimed) const;

 private:
  Result<Caller> Verify(const Request& request, const sigv4::Claim& claim,
                        const sigv4::Credential& credential) const;
  const AccessKey* FindKey(std::string_view id) const;

  AuthMode mode_ = AuthMode::kAccept;
  std::map<std::string, AccessKey, std::less<>> keys_;
  std::function<Timestamp()> now_;
  std::unique_ptr<SigningKeys> signing_keys_ = std::make_unique<SigningKeys>();
};

}  // namespace autopilot
