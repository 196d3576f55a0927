#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace autopilot {

// What an answer of ListObjectsV2 says, as the API reference of Amazon S3 describes it.
struct S3Listing {
  struct Object {
    std::string key;  // decoded, as the object is called
    std::uint64_t size = 0;
    std::string etag;  // with its quotes; "" where the server gives none

    bool operator==(const Object&) const = default;
  };

  std::vector<Object> objects;
  bool is_truncated = false;
  std::string continuation;  // NextContinuationToken

  bool operator==(const S3Listing&) const = default;
};

// Reads the XML. Keys are decoded if the answer says that they are encoded: some servers do not
// heed the request for it. Nothing that it does not understand of an object is skipped. The error
// is as that of ParseXml.
tl::expected<S3Listing, std::string> ParseS3Listing(std::string_view xml);

// The code of an error's XML, "NoSuchKey"; "" for anything else, and for a code of other characters
// than letters, digits and '.'.
std::string S3ErrorCode(std::string_view xml);

// An ETag with quotes, which some servers leave out; "" stays so.
std::string QuotedEtag(std::string_view etag);

}  // namespace autopilot
