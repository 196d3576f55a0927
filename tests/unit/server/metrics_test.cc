#include "server/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "server/version.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;

std::string Counter(const std::string& operation, const std::string& status, int value) {
  return "autopilot_local_requests_total{operation=\"" + operation + "\",status=\"" + status +
         "\"} " + std::to_string(value) + "\n";
}

TEST(Metrics, CountsByOperationAndStatusClass) {
  Metrics metrics({"ListTags", "AddTags"});
  metrics.CountRequest("ListTags", 200, microseconds(10));
  metrics.CountRequest("ListTags", 200, microseconds(10));
  metrics.CountRequest("ListTags", 400, microseconds(10));
  metrics.CountRequest("AddTags", 503, microseconds(10));
  const std::string text = metrics.Render(0);
  EXPECT_THAT(text, HasSubstr(Counter("ListTags", "2xx", 2)));
  EXPECT_THAT(text, HasSubstr(Counter("ListTags", "4xx", 1)));
  EXPECT_THAT(text, HasSubstr(Counter("AddTags", "5xx", 1)));
  EXPECT_THAT(text, HasSubstr(Counter("other", "2xx", 0)));
}

TEST(Metrics, ClientsCannotAddSeries) {
  Metrics metrics({"ListTags"});
  const auto lines = [&metrics] {
    const std::string text = metrics.Render(0);
    return std::count(text.begin(), text.end(), '\n');
  };
  const auto before = lines();
  metrics.CountRequest("Made\"Up", 200, microseconds(10));
  metrics.CountRequest("", 404, microseconds(10));
  metrics.CountRequest("other", 999, microseconds(10));
  EXPECT_EQ(lines(), before);
  const std::string text = metrics.Render(0);
  EXPECT_THAT(text, HasSubstr(Counter("other", "2xx", 1)));
  EXPECT_THAT(text, HasSubstr(Counter("other", "4xx", 1)));
  EXPECT_THAT(text, HasSubstr(Counter("other", "5xx", 1)));
}

TEST(Metrics, CountsControlRequestsByRoute) {
  Metrics metrics({});
  metrics.CountControl("GET /_autopilot/clock", 200);
  metrics.CountControl("GET /_autopilot/clock", 200);
  metrics.CountControl("", 404);
  const std::string text = metrics.Render(0);
  const std::string name = "autopilot_local_control_requests_total";
  EXPECT_THAT(text, HasSubstr(name + "{route=\"GET /_autopilot/clock\",status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "{route=\"other\",status=\"4xx\"} 1\n"));
}

TEST(Metrics, LatencyIsAHistogramInSeconds) {
  Metrics metrics({"ListTags"});
  metrics.CountRequest("ListTags", 200, microseconds(700));
  const std::string text = metrics.Render(0);
  const std::string name = "autopilot_local_request_duration_seconds";
  EXPECT_THAT(text, HasSubstr(name + "_bucket{operation=\"ListTags\",le=\"0.0005\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{operation=\"ListTags\",le=\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "_count{operation=\"ListTags\"} 1\n"));
}

TEST(Metrics, ShowsConnectionsAndVersion) {
  const Metrics metrics({});
  const std::string text = metrics.Render(7);
  EXPECT_THAT(text, HasSubstr("autopilot_local_open_connections 7\n"));
  EXPECT_THAT(
      text, HasSubstr("autopilot_local_build_info{version=\"" + std::string(kVersion) + "\"} 1\n"));
}

}  // namespace
}  // namespace autopilot
