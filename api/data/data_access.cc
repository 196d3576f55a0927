#include "api/data/data_access.h"

#include <exception>
#include <utility>

namespace autopilot {

DataAccess::DataAccess(std::unique_ptr<ObjectStore> store, DataOptions options)
    : store_(std::move(store)), options_(options) {
  threads_.reserve(options_.check_threads);
  for (std::size_t n = 0; n < options_.check_threads; ++n) {
    threads_.emplace_back([this] { Loop(); });
  }
}

DataAccess::~DataAccess() { Stop(); }

void DataAccess::Check(DataRequest request, Done done) {
  Task task{.request = std::move(request),
            .done = std::move(done),
            .deadline = Deadline::In(options_.check_deadline, cancel_)};
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
      tasks_.push_back(std::move(task));
      changed_.notify_one();
      return;
    }
  }
  Run(task);
}

// What is still queued is run, too: its deadline is cancelled, so that it ends at once.
void DataAccess::Loop() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    Run(task);
  }
}

void DataAccess::Run(Task& task) const {
  DataResult<ChannelFacts> result;
  try {
    result = CheckData(*store_, task.request, options_.limits, task.deadline);
  } catch (const std::exception& failure) {
    result = tl::unexpected(
        DataError{DataErrorKind::kUnreachable,
                  std::string("The data could not be read: ") + failure.what() + "."});
  }
  task.done(std::move(result));
}

void DataAccess::StopSoon() {
  cancel_.Cancel();
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void DataAccess::Stop() {
  StopSoon();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace autopilot
