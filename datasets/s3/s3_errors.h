#pragma once

#include <string>

#include "datasets/base/data_error.h"
#include "datasets/base/deadline.h"
#include "datasets/s3/http_message.h"

// What failed calls of S3 mean, in words for who uses the data. Codes as "Error responses" in the
// API reference of Amazon S3 lists them; a server's own text is never repeated.
namespace autopilot {

// What was asked for.
struct S3Call {
  std::string bucket;
  std::string uri;       // s3://bucket/key
  std::string endpoint;  // its URL
  bool is_signed = false;
};

tl::unexpected<DataError> S3ErrorOf(const HttpAnswer& answer, const S3Call& call);
tl::unexpected<DataError> S3ErrorOf(const HttpFailure& failure, const S3Call& call,
                                    const Deadline& deadline);

// An answer that contradicts what was asked; `why` continues "... makes no sense: ".
tl::unexpected<DataError> S3Nonsense(const std::string& why, const S3Call& call);

}  // namespace autopilot
