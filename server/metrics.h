#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

namespace autopilot {

// What /metrics shows. Clients cannot add series: those of operations are fixed at construction,
// those of control requests are bounded by the routes. Any thread.
class Metrics {
 public:
  // Requests for other operations (or for none) count as "other".
  explicit Metrics(const std::vector<std::string>& operations);

  void CountRequest(std::string_view operation, unsigned status, std::chrono::microseconds latency);

  // `route`: of the table of the control API, or "" for none; others must not be given.
  void CountControl(std::string_view route, unsigned status);

  // The Prometheus text format.
  std::string Render(std::size_t open_connections) const;

 private:
  struct Series {
    std::array<prometheus::Counter*, 5> by_status_class{};  // 1xx to 5xx
    prometheus::Histogram* latency = nullptr;
  };

  prometheus::Registry registry_;
  prometheus::Gauge* open_connections_;
  prometheus::Family<prometheus::Counter>* control_;
  std::map<std::string, Series, std::less<>> by_operation_;
};

}  // namespace autopilot
