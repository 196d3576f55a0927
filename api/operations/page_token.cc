#include "api/operations/page_token.h"

#include "api/protocol/errors.h"
#include "common/base64.h"
#include "common/digest.h"
#include "common/draws.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Signed too, so that a token that another form was written in is refused, not misread.
constexpr int kForm = 2;
constexpr std::size_t kSignatureSize = 32;  // bytes of SHA-256

std::string Binding(std::string_view operation, const Scope& scope, const json& input) {
  json parameters = input;
  parameters.erase("NextToken");
  parameters.erase("MaxResults");
  return json::array({kForm, operation, scope.account, scope.region, std::move(parameters)}).dump();
}

std::string Encode(const PageState& state) {
  const json fields = json::array({state.as_of.time_since_epoch().count(), state.last_change,
                                   state.position.name, state.position.rank, state.offset});
  std::string bytes;
  json::to_msgpack(fields, bytes);
  return bytes;
}

// `bytes` carry a valid signature, so they are what Encode wrote.
PageState Decode(std::string_view bytes) {
  const json fields = json::from_msgpack(bytes);
  return {.as_of = Timestamp(std::chrono::microseconds(fields.at(0).get<std::int64_t>())),
          .last_change = fields.at(1).get<std::int64_t>(),
          .position = {.name = fields.at(2).get<std::string>(),
                       .rank = fields.at(3).get<std::int64_t>()},
          .offset = fields.at(4).get<std::uint64_t>()};
}

}  // namespace

PageTokens::Secret PageTokens::SecretOf(std::uint64_t seed) {
  Draws draws(Derive(seed, "page tokens"));
  Secret secret{};
  for (auto& byte : secret) byte = static_cast<unsigned char>(draws.Below(256));
  return secret;
}

std::string PageTokens::Sign(std::string_view binding, std::string_view payload) const {
  const std::string message = std::string(binding).append(1, '\0').append(payload);
  const Sha256Digest signature = HmacSha256(secret_, message);
  return {signature.begin(), signature.end()};
}

std::string PageTokens::Write(std::string_view operation, const Scope& scope, const json& input,
                              const PageState& state) const {
  const std::string payload = Encode(state);
  return Base64(Sign(Binding(operation, scope, input), payload) + payload);
}

Result<PageState> PageTokens::Read(std::string_view operation, const Scope& scope,
                                   const json& input, std::string_view token) const {
  const std::string bytes = FromBase64(token).value_or("");
  if (bytes.size() <= kSignatureSize) return tl::unexpected(errors::InvalidNextToken());
  const std::string payload = bytes.substr(kSignatureSize);
  const std::string expected = Sign(Binding(operation, scope, input), payload);
  if (!EqualInConstantTime(expected, std::string_view(bytes).substr(0, kSignatureSize))) {
    return tl::unexpected(errors::InvalidNextToken());
  }
  return Decode(payload);
}

}  // namespace autopilot
