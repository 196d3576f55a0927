#pragma once

#include <atomic>

namespace autopilot {

// Where the server is in its life, for /_autopilot/ready. Any thread.
class Readiness {
 public:
  enum class Phase { kStarting, kReady, kStopping };

  void Set(Phase phase) { phase_ = phase; }
  Phase phase() const { return phase_; }

 private:
  std::atomic<Phase> phase_{Phase::kStarting};
};

}  // namespace autopilot
