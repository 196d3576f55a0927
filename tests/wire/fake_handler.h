#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "server/http/handler.h"

namespace autopilot {

// A handler whose replies the test gives: it holds every request until the test takes it.
class HoldingHandler {
 public:
  struct Exchange {
    Request request;
    Reply reply;
  };

  void operator()(Request request, Reply reply) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(request), std::move(reply)});
    arrived_.notify_all();
  }

  // The oldest request that was not taken yet; waits for one.
  Exchange Take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !waiting_.empty(); });
    Exchange exchange = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    return exchange;
  }

  std::size_t Waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Exchange> waiting_;
};

inline Response TextResponse(std::string body) {
  return {.status = 200, .content_type = "text/plain", .body = std::move(body), .headers = {}};
}

// Answers at once with what it got: "METHOD target body".
inline void Echo(const Request& request, const Reply& reply) {
  reply(TextResponse(request.method + " " + request.target + " " + request.body));
}

}  // namespace autopilot
