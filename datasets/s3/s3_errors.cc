#include "datasets/s3/s3_errors.h"

#include <cstdint>
#include <string_view>

#include "datasets/s3/s3_listing.h"
#include "datasets/stores/store_errors.h"

namespace autopilot {
namespace {

enum class Meaning : std::uint8_t {
  kNoBucket,
  kNoObject,
  kChanged,
  kDenied,
  kWrongCredentials,
  kWrongClock,
  kArchived,
  kElsewhere,  // another region or endpoint
  kOther,
};

Meaning MeaningOf(unsigned status, std::string_view code) {
  constexpr struct {
    std::string_view code;
    Meaning meaning;
  } kCodes[] = {
      {"NoSuchBucket", Meaning::kNoBucket},
      {"InvalidBucketName", Meaning::kNoBucket},
      {"NoSuchKey", Meaning::kNoObject},
      {"PreconditionFailed", Meaning::kChanged},
      {"AccessDenied", Meaning::kDenied},
      {"InvalidAccessKeyId", Meaning::kWrongCredentials},
      {"SignatureDoesNotMatch", Meaning::kWrongCredentials},
      {"ExpiredToken", Meaning::kWrongCredentials},
      {"InvalidToken", Meaning::kWrongCredentials},
      {"TokenRefreshRequired", Meaning::kWrongCredentials},
      {"RequestTimeTooSkewed", Meaning::kWrongClock},
      {"InvalidObjectState", Meaning::kArchived},
      {"PermanentRedirect", Meaning::kElsewhere},
      {"TemporaryRedirect", Meaning::kElsewhere},
      {"AuthorizationHeaderMalformed", Meaning::kElsewhere},
      {"IllegalLocationConstraintException", Meaning::kElsewhere},
  };
  for (const auto& known : kCodes) {
    if (known.code == code) return known.meaning;
  }
  if (status >= 300 && status < 400) return Meaning::kElsewhere;
  if (status == 401 || status == 403) return Meaning::kDenied;
  return status == 412 ? Meaning::kChanged : Meaning::kOther;
}

}  // namespace

tl::unexpected<DataError> S3ErrorOf(const HttpAnswer& answer, const S3Call& call) {
  const std::string code = S3ErrorCode(answer.body);
  const std::string shown = std::to_string(answer.status) + (code.empty() ? "" : " " + code);
  switch (MeaningOf(answer.status, code)) {
    case Meaning::kNoBucket:
      return store_errors::NoSuchBucket(call.bucket);
    case Meaning::kNoObject:
      return store_errors::NoSuchObject(call.uri);
    case Meaning::kChanged:
      return store_errors::Changed(call.uri);
    case Meaning::kDenied:
      return store_errors::AccessDenied(
          call.uri, call.endpoint + " answers " + shown +
                        (call.is_signed ? "; other credentials may be allowed to read it."
                                        : " to a request without credentials; set "
                                          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."));
    case Meaning::kWrongCredentials:
      return store_errors::AccessDenied(
          call.uri, call.endpoint + " does not accept the credentials (" + shown +
                        "); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
                        "AWS_SESSION_TOKEN.");
    case Meaning::kWrongClock:
      return store_errors::AccessDenied(
          call.uri, "The clock of this machine differs too much from that of " + call.endpoint +
                        " (" + shown + ").");
    case Meaning::kArchived:
      return store_errors::AccessDenied(
          call.uri, "It is archived and has to be restored first (" + shown + ").");
    case Meaning::kElsewhere:
      return store_errors::Unreachable(call.uri,
                                       call.endpoint + " refers to another place (" + shown +
                                           "); check the endpoint and the region (AWS_REGION).");
    case Meaning::kOther:
      break;
  }
  // What stands before a server gives such errors too.
  const bool is_s3 = !code.empty() || answer.status == 429 || answer.status >= 500;
  return store_errors::Unreachable(call.uri,
                                   call.endpoint + " answers " + shown +
                                       (is_s3 ? "." : ", not as S3 does; check the endpoint."));
}

tl::unexpected<DataError> S3ErrorOf(const HttpFailure& failure, const S3Call& call,
                                    const Deadline& deadline) {
  if (failure.kind == HttpFailure::Kind::kEnded) {
    return deadline.IsCancelled() ? store_errors::Cancelled(call.uri)
                                  : store_errors::TimedOut(call.uri);
  }
  return store_errors::Unreachable(call.uri, failure.reason);
}

tl::unexpected<DataError> S3Nonsense(const std::string& why, const S3Call& call) {
  return store_errors::Unreachable(
      call.uri, "The answer of " + call.endpoint + " makes no sense: " + why + ".");
}

}  // namespace autopilot
