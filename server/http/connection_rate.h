#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace autopilot {

// Lets through so many connections a second, and as many at once after a pause. One thread.
class ConnectionRate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit ConnectionRate(std::size_t per_second)  // 0: any number
      : per_second_(static_cast<double>(per_second)), left_(per_second_) {}

  // Whether one more may come at `now`, which never goes back; counts it if so.
  bool Admit(Time now) {
    if (per_second_ == 0) return true;
    const std::chrono::duration<double> passed = now - last_;
    left_ = std::min(per_second_, left_ + passed.count() * per_second_);
    last_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  const double per_second_;
  double left_;
  Time last_{};
};

}  // namespace autopilot
