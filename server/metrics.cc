#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

#include "server/version.h"

namespace autopilot {
namespace {

constexpr auto kOther = "other";

// Seconds; most answers take less than a millisecond, a write waits for the disk.
const prometheus::Histogram::BucketBoundaries kLatencyBuckets{
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

}  // namespace

Metrics::Metrics(const std::vector<std::string>& operations) {
  prometheus::BuildGauge()
      .Name("autopilot_local_build_info")
      .Help("Always 1; the version is in the label.")
      .Register(registry_)
      .Add({{"version", std::string(kVersion)}})
      .Set(1);
  open_connections_ = &prometheus::BuildGauge()
                           .Name("autopilot_local_open_connections")
                           .Help("Client connections open now.")
                           .Register(registry_)
                           .Add({});
  auto& requests = prometheus::BuildCounter()
                       .Name("autopilot_local_requests_total")
                       .Help("Answered requests to the SageMaker API.")
                       .Register(registry_);
  auto& latencies = prometheus::BuildHistogram()
                        .Name("autopilot_local_request_duration_seconds")
                        .Help("From the complete request to its answer.")
                        .Register(registry_);
  control_ = &prometheus::BuildCounter()
                  .Name("autopilot_local_control_requests_total")
                  .Help("Answered requests to the control API.")
                  .Register(registry_);
  std::vector<std::string> names = operations;
  names.emplace_back(kOther);
  for (const std::string& name : names) {
    Series series;
    for (std::size_t i = 0; i < series.by_status_class.size(); ++i) {
      series.by_status_class[i] =
          &requests.Add({{"operation", name}, {"status", std::to_string(i + 1) + "xx"}});
    }
    series.latency = &latencies.Add({{"operation", name}}, kLatencyBuckets);
    by_operation_.emplace(name, series);
  }
}

void Metrics::CountControl(std::string_view route, unsigned status) {
  const auto status_class = std::to_string(std::clamp(status / 100, 1U, 5U)) + "xx";
  const std::string label(route.empty() ? kOther : route);
  control_->Add({{"route", label}, {"status", status_class}}).Increment();
}

void Metrics::CountRequest(std::string_view operation, unsigned status,
                           std::chrono::microseconds latency) {
  auto found = by_operation_.find(operation);
  if (found == by_operation_.end()) found = by_operation_.find(kOther);
  const Series& series = found->second;
  const std::size_t status_class = std::clamp<std::size_t>(status / 100, 1, 5);
  series.by_status_class[status_class - 1]->Increment();
  series.latency->Observe(std::chrono::duration<double>(latency).count());
}

std::string Metrics::Render(std::size_t open_connections) const {
  open_connections_->Set(static_cast<double>(open_connections));
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace autopilot
