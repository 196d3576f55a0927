#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "datasets/s3/s3_store.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/datasets/s3/scripted_server.h"

namespace autopilot::testing {

inline const Timestamp kSigned{std::chrono::seconds(1'795'773'600)};  // 2026-11-27T10:00:00Z

// Options for which nothing waits long.
inline S3Options QuickOptions(std::string endpoint) {
  S3Options options;
  options.endpoint = std::move(endpoint);
  options.credentials = {
      .access_key_id = "AKID", .secret_access_key = "SECRET", .session_token = ""};
  options.first_pause = std::chrono::milliseconds(1);
  return options;
}

// A store and the server that it asks. Threads of the server call the script.
class S3UnderTest {
 public:
  using Change = std::function<void(S3Options&)>;

  explicit S3UnderTest(ScriptedServer::Script script, const Change& change = {})
      : server_(std::move(script)) {
    S3Options options = QuickOptions(server_.Url());
    if (change) change(options);
    auto made = S3Store::Make(options, clock_);
    if (!made) throw std::runtime_error(made.error());
    store_ = *std::move(made);
  }

  S3Store& store() { return *store_; }
  ScriptedServer& server() { return server_; }
  std::string Url() const { return server_.Url(); }

 private:
  ScriptedServer server_;
  ManualClock clock_{kSigned};
  std::unique_ptr<S3Store> store_;
};

inline const char* const kEtag = "\"781e5e245d69b566979b86e28d23f2c7\"";

// What HEAD gives for an object.
inline Reply HeadAnswer(std::size_t size, const std::string& etag = kEtag) {
  std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n";
  if (!etag.empty()) bytes += "ETag: " + etag + "\r\n";
  return {.bytes = bytes + "\r\n"};
}

// As much of `whole` as the request's Range asks for, which it has.
inline Reply RangeAnswer(const ServedRequest& request, const std::string& whole,
                         const std::string& etag = kEtag) {
  const std::string range = request.Header("Range");
  const std::string span = range.substr(range.find('=') + 1);
  const std::size_t first = std::stoul(span);
  const std::size_t last = std::stoul(span.substr(span.find('-') + 1));
  return Answer(
      206,
      {{"ETag", etag}, {"Content-Range", "bytes " + span + "/" + std::to_string(whole.size())}},
      whole.substr(first, last - first + 1));
}

}  // namespace autopilot::testing
