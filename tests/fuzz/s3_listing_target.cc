#include <string>

#include "datasets/s3/s3_listing.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

// Text as XML, so that every character comes back.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = byte >= 0x20 && c != '<' && c != '>' && c != '&';
    if (is_plain) {
      escaped += c;
    } else {
      escaped += "&#" + std::to_string(byte) + ";";
    }
  }
  return escaped;
}

std::string Written(const S3Listing& listing) {
  std::string xml = "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>";
  xml += listing.is_truncated ? "true" : "false";
  xml += "</IsTruncated><NextContinuationToken>" + Escaped(listing.continuation) +
         "</NextContinuationToken>";
  for (const S3Listing::Object& object : listing.objects) {
    xml += "<Contents><Key>" + Escaped(object.key) + "</Key><Size>" + std::to_string(object.size) +
           "</Size><ETag>" + Escaped(object.etag) + "</ETag></Contents>";
  }
  return xml + "</ListBucketResult>";
}

void Run(std::string_view input) {
  const std::string code = S3ErrorCode(input);
  Expect(code.size() <= 64 && code.find_first_of(" <&\"\n") == std::string::npos,
         "a code that is none", code);
  const auto listing = ParseS3Listing(input);
  if (!listing) {
    const std::string& error = listing.error();
    Expect(!error.empty() && error.size() < 100 && IsUtf8(error) && error.back() != '.',
           "no error in a few words", error);
    return;
  }
  Expect(code.empty(), "a listing that is an error, too", code);
  for (const S3Listing::Object& object : listing->objects) {
    Expect(IsUtf8(object.key) && !object.key.empty() && object.key.size() <= 1'024 &&
               object.key.find('\0') == std::string::npos,
           "a key that no object can have", object.key);
  }
  const std::string written = Written(*listing);
  Expect(ParseS3Listing(written) == *listing, "another listing when written again", written);
}

}  // namespace

const Target kS3Listing{"s3_listing", Run};

}  // namespace autopilot::fuzzing
