#include "tests/fuzz/world.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "server/readiness.h"
#include "storage/store.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

constexpr Timestamp kStart{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};

// Small, so that it overflows now and then.
constexpr std::size_t kJournalBytes = 32 * 1024;

void Report(const std::string& error) { Expect(false, "an error that nobody hears of", error); }

StoreOptions InMemory() {
  StoreOptions options;
  options.report_error = Report;
  return options;
}

// The answer to one request, which may come when nobody waits for it any more.
struct Pending {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<Response> response;
  int answers = 0;
};

}  // namespace

struct World::Impl final : RequestObserver {
  Impl(AuthMode auth, std::vector<AccessKey> keys)
      : store(Store::Open(InMemory())),
        control(*store, clock, {.defaults = {}, .journal_bytes = kJournalBytes}, Report),
        api(api_options, *store, control, *this,
            Authenticator(auth, std::move(keys), [this] { return clock.Now(); })),
        control_api(
            {}, api_options, *store, control, readiness, [] { return std::string("metrics\n"); },
            [this](const ControlRecord& record) { Judge(record); }) {}

  void OnRequest(const RequestRecord& record) override { Judge(record); }

  // What is refused while the world ends is no finding.
  template <typename Record>
  void Judge(const Record& record) const {
    if (!ending) Expect(record.internal_error.empty(), "an internal error", record.internal_error);
  }

  template <typename Send>
  std::optional<Response> Await(Send send, std::chrono::milliseconds patience) {
    const auto pending = std::make_shared<Pending>();
    send([pending](Response response) {
      const std::lock_guard lock(pending->mutex);
      Expect(++pending->answers == 1, "a request that is answered twice");
      pending->response = std::move(response);
      pending->answered.notify_all();
    });
    std::unique_lock lock(pending->mutex);
    pending->answered.wait_for(lock, patience, [&] { return pending->answers > 0; });
    Expect(pending->answers > 0 || patience < kLongEnough, "a request without an answer");
    if (pending->answers == 0) unanswered.push_back(pending);
    return std::exchange(pending->response, std::nullopt);
  }

  testing::ManualClock clock{kStart};
  ApiOptions api_options;
  std::atomic<bool> ending = false;
  bool may_have_snapshots = false;
  std::vector<std::shared_ptr<Pending>> unanswered;
  Readiness readiness;
  std::unique_ptr<Store> store;
  Control control;
  Api api;
  ControlApi control_api;
};

World::World(AuthMode auth, std::vector<AccessKey> keys)
    : impl_(std::make_unique<Impl>(auth, std::move(keys))) {
  impl_->readiness.Set(Readiness::Phase::kReady);
}

World::~World() {
  impl_->ending = true;
  impl_->control.Stop();
  const auto unanswered = std::move(impl_->unanswered);
  impl_.reset();
  for (const auto& pending : unanswered) {
    Expect(pending->answers == 1, "a request that is never answered");
  }
}

std::optional<Response> World::SendApi(Request request, std::chrono::milliseconds patience) {
  return impl_->Await([&](Reply reply) { impl_->api.Handle(std::move(request), std::move(reply)); },
                      patience);
}

std::optional<Response> World::SendControl(Request request, std::chrono::milliseconds patience) {
  // A reset leaves them.
  if (request.target.find("snapshot") != std::string::npos) impl_->may_have_snapshots = true;
  return impl_->Await(
      [&](Reply reply) { impl_->control_api.HandleOwn(std::move(request), std::move(reply)); },
      patience);
}

Response World::Call(std::string_view operation, std::string body) {
  return *SendApi(ApiRequest(operation, std::move(body)));
}

bool World::StartOver() {
  if (impl_->may_have_snapshots || !impl_->unanswered.empty()) return false;
  const auto reset = SendControl(
      {.method = "POST", .target = "/_autopilot/reset?account=*", .headers = {}, .body = ""});
  Expect(reset->status == 200, "a reset that fails", reset->body);
  impl_->clock.Set(kStart);
  return true;
}

bool World::HasFaults() const { return !impl_->control.faults.empty(); }
testing::ManualClock& World::clock() { return impl_->clock; }
Control& World::control() { return impl_->control; }

World& CleanWorld() {
  constexpr int kMostUses = 1'000;
  static std::unique_ptr<World> world;
  static int uses = 0;
  if (++uses > kMostUses || world == nullptr || !world->StartOver()) {
    world.reset();
    world = std::make_unique<World>();
    uses = 1;
  }
  return *world;
}

Request ApiRequest(std::string_view operation, std::string body) {
  return {.method = "POST",
          .target = "/",
          .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                      {"X-Amz-Target", "SageMaker." + std::string(operation)}},
          .body = std::move(body)};
}

std::pair<std::string, std::string> Authorization(const Scope& scope) {
  return {"Authorization", "AWS4-HMAC-SHA256 Credential=" + scope.account + "/20260101/" +
                               scope.region + "/sagemaker/aws4_request, SignedHeaders=host, " +
                               "Signature=" + std::string(64, '0')};
}

}  // namespace autopilot::fuzzing
