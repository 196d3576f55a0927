#pragma once

#include <atomic>
#include <cstdint>

namespace autopilot {

// The sequence that numbers the changes of a store. Numbers are given out on the writer's thread
// and show to others once their transaction is committed.
class ChangeNumbers {
 public:
  explicit ChangeNumbers(std::int64_t last_committed)
      : last_(last_committed), last_committed_(last_committed) {}

  // On the writer's thread.
  std::int64_t Next() const { return last_ + 1; }
  void UseNext() { ++last_; }
  std::int64_t Last() const { return last_; }
  // Numbers above `last` are free again: what had them was rolled back.
  void FallBackTo(std::int64_t last) { last_ = last; }
  void Commit() { last_committed_ = last_; }

  // From any thread.
  std::int64_t LastCommitted() const { return last_committed_; }

 private:
  std::int64_t last_;
  std::atomic<std::int64_t> last_committed_;
};

}  // namespace autopilot
