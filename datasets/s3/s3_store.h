#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "common/clock.h"
#include "common/sigv4_signer.h"
#include "datasets/base/object_store.h"
#include "datasets/s3/http_client.h"
#include "datasets/s3/s3_errors.h"
#include "datasets/s3/s3_options.h"

namespace autopilot {

// Objects behind an endpoint that speaks S3 (AWS, MinIO, LocalStack, moto and others), addressed in
// path style, with requests signed if there are credentials. Nothing is sent anywhere else,
// whatever the endpoint answers. Versions are ETags, or what else an answer tells of its object.
class S3Store final : public ObjectStore {
 public:
  // `wall_clock` dates the signatures and must outlive the store. Nothing is sent yet. The error is
  // a sentence about the options.
  static tl::expected<std::unique_ptr<S3Store>, std::string> Make(const S3Options& options,
                                                                  const Clock& wall_clock);

  // `next` holds what the server gave to go on with, and the last key: pages of which the order is
  // not that of all keys are an error, kUnreachable.
  DataResult<ObjectPage> List(const std::string& bucket, const std::string& prefix,
                              const std::string& next, std::size_t limit,
                              const Deadline& deadline) override;
  // HEAD, and where that gives no answer, a read of the first byte: an error that answers HEAD says
  // nothing but its status, and not all servers can give the first byte of an empty object.
  DataResult<ObjectInfo> Find(const std::string& bucket, const std::string& key,
                              const Deadline& deadline) override;
  DataResult<std::string> Read(const ObjectInfo& object, std::uint64_t offset, std::size_t length,
                               const Deadline& deadline) override;

 private:
  struct Target {
    HttpMethod method = HttpMethod::kGet;
    std::string path;   // encoded
    std::string query;  // encoded
    sigv4::Headers headers = {};
  };

  S3Store(const S3Options& options, const Clock& wall_clock, S3Endpoint endpoint,
          std::unique_ptr<TlsTrust> trust);

  S3Call CallOf(const std::string& bucket, const std::string& key) const;
  HttpRequest RequestOf(const Target& target, std::size_t body_limit) const;
  // The answer, of any status, after as many attempts as it takes.
  DataResult<HttpAnswer> Ask(const Target& target, std::size_t body_limit, const S3Call& call,
                             const Deadline& deadline);

  const Clock& wall_clock_;
  const std::optional<sigv4::Signer> signer_;
  const int attempts_;
  const std::chrono::milliseconds first_pause_;
  const DrawKey seed_;
  std::atomic<std::uint64_t> calls_{0};  // each with pauses of its own
  HttpClient client_;
};

}  // namespace autopilot
