#include "bench/job_maker.h"

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/api.h"
#include "bench/numbered_text.h"
#include "bench/sample_requests.h"
#include "common/clock.h"
#include "control/control.h"
#include "storage/store.h"

namespace autopilot::bench {
namespace {

// Enough that the store's writer always has a full batch.
constexpr std::size_t kMostOutstanding = 256;

// Of a mixed batch, by the last digit of the job's number.
constexpr std::uint64_t kFails = 7, kIsStopped = 4;
constexpr std::chrono::seconds kRunsBeforeStop{1};

class SetClock final : public Clock {
 public:
  Timestamp Now() const override { return Timestamp(std::chrono::microseconds(micros_.load())); }
  void Set(Timestamp now) { micros_ = now.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> micros_{0};
};

class NoObserver final : public RequestObserver {
 public:
  void OnRequest(const RequestRecord&) override {}
};

// Counts calls that are not answered yet, and keeps the first answer that is an error.
class Calls {
 public:
  void Begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return outstanding_ < kMostOutstanding; });
    ++outstanding_;
  }

  void End(const Response& response) {
    const std::lock_guard lock(mutex_);
    if (response.status != 200 && failure_.empty()) failure_ = response.body;
    --outstanding_;
    changed_.notify_all();
  }

  void WaitForAll() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return outstanding_ == 0; });
    if (!failure_.empty()) throw std::runtime_error(failure_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t outstanding_ = 0;
  std::string failure_;
};

class Client {
 public:
  Client(Api& api, std::string operation, const std::string& body)
      : api_(api), operation_(std::move(operation)), template_(body), body_(body) {}

  void Call(Calls& calls, std::uint64_t number) {
    template_.Fill(body_, number);
    calls.Begin();
    api_.Handle({.method = "POST",
                 .target = "/",
                 .headers = {{"X-Amz-Target", "SageMaker." + operation_},
                             {"Content-Type", "application/x-amz-json-1.1"},
                             {"Authorization", authorization_}},
                 .body = body_},
                [&calls](const Response& response) { calls.End(response); });
  }

 private:
  Api& api_;
  const std::string operation_;
  const std::string authorization_ = Authorization();
  const NumberedText template_;
  std::string body_;
};

}  // namespace

void MakeJobs(const std::filesystem::path& data_dir, const JobBatch& batch) {
  const auto store = Store::Open({.data_dir = data_dir});
  SetClock clock;
  clock.Set(batch.from);
  ControlOptions options{.defaults = {}, .journal_bytes = 0};
  options.defaults.rate.millionths = std::llround(batch.speed * 1'000'000);
  Control control(*store, clock, std::move(options), [](const std::string&) {});
  NoObserver observer;
  Api api({}, *store, control, observer);
  Client create(api, "CreateAutoMLJobV2", CreateBody());
  Client create_failing(api, "CreateAutoMLJobV2", CreateFailingBody());
  Client stop(api, "StopAutoMLJob", DescribeBody());
  Calls calls;
  const auto step = (batch.to - batch.from) / static_cast<std::int64_t>(batch.count + 1);
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    const Timestamp created = batch.from + step * static_cast<std::int64_t>(i);
    clock.Set(created);
    const std::uint64_t number = batch.first + i;
    const std::uint64_t digit = batch.mixed ? number % 10 : 0;
    (digit == kFails ? create_failing : create).Call(calls, number);
    if (digit != kIsStopped) continue;
    // A stop has the instant at which it is written.
    calls.WaitForAll();
    clock.Set(created + kRunsBeforeStop);
    stop.Call(calls, number);
    calls.WaitForAll();
  }
  calls.WaitForAll();
  control.Stop();
}

}  // namespace autopilot::bench
