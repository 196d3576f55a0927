#pragma once

#include <future>
#include <memory>

namespace autopilot {

// Something that happens once, on another thread. Copies are the same one: a callback that holds a
// copy may still be busy with it when the test has gone on and ended.
class Signal {
 public:
  void Set() const { state_->promise.set_value(); }
  void Wait() const { state_->future.wait(); }

 private:
  struct State {
    std::promise<void> promise;
    std::shared_future<void> future = promise.get_future().share();
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace autopilot
