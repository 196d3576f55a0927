#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "api/data/data_options.h"
#include "datasets/base/object_store.h"
#include "datasets/inputs/data_check.h"

namespace autopilot {

// The data that jobs name, for create requests. Checks run on threads of its own, in the order in
// which they are asked for: a store that hangs holds up no other request, and no check takes longer
// than its deadline, time in the queue included. Any thread.
class DataAccess {
 public:
  using Done = std::function<void(DataResult<ChannelFacts>)>;

  DataAccess(std::unique_ptr<ObjectStore> store, DataOptions options);
  ~DataAccess();  // Stop()
  DataAccess(const DataAccess&) = delete;
  DataAccess& operator=(const DataAccess&) = delete;

  // See CheckData. `done` is called exactly once, on one of the threads, or at once with kCancelled
  // after StopSoon(); it must not throw.
  void Check(DataRequest request, Done done);

  ObjectStore& store() { return *store_; }
  const DataOptions& options() const { return options_; }

  // Ends what is running, all that waits gets kCancelled; Stop() waits for it, too.
  void StopSoon();
  void Stop();

 private:
  struct Task {
    DataRequest request;
    Done done;
    Deadline deadline;
  };

  void Loop();
  void Run(Task& task) const;

  const std::unique_ptr<ObjectStore> store_;
  const DataOptions options_;
  const CancelFlag cancel_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace autopilot
