#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "storage/store.h"

namespace autopilot {

// Commits a batch of writes.
class BatchRunner {
 public:
  virtual ~BatchRunner() = default;

  // Runs `works` in their order in one transaction and returns one result for each. Whatever a
  // work throws ends with that work.
  virtual std::vector<WriteResult> Run(std::span<const Store::Work> works) noexcept = 0;

  // Called when the callers of a batch have been answered, before the next one.
  virtual void BetweenBatches() noexcept {}
};

// The thread that writes. Whatever is queued when it looks, up to kMaxBatch, becomes one batch, so
// a commit costs the less for each the busier the store is. Idle, it does not wake up.
class Writer {
 public:
  static constexpr std::size_t kMaxBatch = 64;

  using ReportError = std::function<void(const std::string&)>;

  // `report_error`, if there is one, is told what a `done` throws, and must not throw.
  Writer(BatchRunner& runner, ReportError report_error);
  ~Writer();  // runs what is queued
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // From any thread, that of the writer included. `done` is called after its batch has ended.
  void Enqueue(Store::Work work, Store::Done done);

 private:
  void Loop();
  void Call(const Store::Done& done, const WriteResult& result) const;
  // Moves the next batch out of the queue; an empty one means that the writer has to end.
  void WaitForBatch(std::vector<Store::Work>& works, std::vector<Store::Done>& dones);

  struct Queued {
    Store::Work work;
    Store::Done done;
  };

  BatchRunner& runner_;
  const ReportError report_error_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Queued> queue_;  // guarded by mutex_
  bool ending_ = false;       // guarded by mutex_
  std::thread thread_;        // last: it uses all of the above
};

}  // namespace autopilot
