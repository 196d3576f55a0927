#include "storage/writer.h"

#include <utility>

#include "common/error_text.h"

namespace autopilot {

Writer::Writer(BatchRunner& runner, ReportError report_error)
    : runner_(runner), report_error_(std::move(report_error)), thread_([this] { Loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Writer::Enqueue(Store::Work work, Store::Done done) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(work), std::move(done)});
  }
  changed_.notify_one();
}

void Writer::WaitForBatch(std::vector<Store::Work>& works, std::vector<Store::Done>& dones) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
  while (!queue_.empty() && works.size() < kMaxBatch) {
    works.push_back(std::move(queue_.front().work));
    dones.push_back(std::move(queue_.front().done));
    queue_.pop_front();
  }
}

void Writer::Loop() {
  while (true) {
    std::vector<Store::Work> works;
    std::vector<Store::Done> dones;
    WaitForBatch(works, dones);
    if (works.empty()) return;
    const std::vector<WriteResult> results = runner_.Run(works);
    for (std::size_t i = 0; i < dones.size(); ++i) Call(dones[i], results[i]);
    runner_.BetweenBatches();
  }
}

void Writer::Call(const Store::Done& done, const WriteResult& result) const {
  if (!done) return;
  try {
    done(result);
  } catch (...) {
    // Past its write, there is no one to pass it on to, and the other callers must have their turn.
    if (report_error_) report_error_("the callback of a write failed: " + CurrentErrorText());
  }
}

}  // namespace autopilot
