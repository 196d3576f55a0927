#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "common/ascii.h"
#include "common/draws.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

// Lists against a brute-force model: what Describe showed of every job at the instant of the first
// page, filtered and sorted in memory. Between the pages jobs are created and stopped, and time
// passes; nothing of that may show.

namespace autopilot::testing {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

constexpr int kWalks = 60;
constexpr std::size_t kMostJobs = 40;

// One of the options, or null for "absent".
json Choice(Draws& draws, const json& options) {
  const auto index = draws.Below(static_cast<std::uint32_t>(options.size()) + 1);
  return index == options.size() ? json() : options[index];
}

void Set(json& query, const char* member, const json& value) {
  if (!value.is_null()) query[member] = value;
}

class ListProperty : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  // Creates, stops or waits.
  void Disturb() {
    const auto number = std::to_string(created_.size());
    switch (draws_.Below(4)) {
      case 0: {
        if (created_.size() >= kMostJobs) break;
        const auto name = (draws_.Below(2) == 0 ? "Job-" : "run-") + number;
        auto request = CreateTabularV2(name);
        auto& config = request["AutoMLProblemTypeConfig"]["TabularJobConfig"];
        if (draws_.Below(2) == 0) config["Mode"] = "ENSEMBLING";
        config["CompletionCriteria"]["MaxCandidates"] = draws_.Between(1, 30);
        api_.Get("CreateAutoMLJobV2", request);
        created_.push_back(name);
        break;
      }
      case 1:
        if (!created_.empty()) {
          api_.Call("StopAutoMLJob", {{"AutoMLJobName", Any(created_)}});
        }
        break;
      default:
        // Often not at all: what changes at the very instant of a page must not show either.
        if (draws_.Below(2) == 0) {
          api_.clock.Advance(std::chrono::microseconds(draws_.Between(0, 600'000)));
        }
    }
  }

  const std::string& Any(const Names& names) {
    return names[draws_.Below(static_cast<std::uint32_t>(names.size()))];
  }

  // All names of a list, page by page, with disturbances between the pages.
  Names Walk(const char* operation, json query, const char* list, const char* name) {
    Names names;
    while (true) {
      if (draws_.Below(3) > 0) query["MaxResults"] = draws_.Between(1, 12);
      const auto page = api_.Get(operation, query);
      for (const auto& entry : page[list]) names.push_back(entry[name]);
      if (!page.contains("NextToken")) return names;
      EXPECT_FALSE(page[list].empty());
      query["NextToken"] = page["NextToken"];
      for (int i = 0; i < 3; ++i) Disturb();
    }
  }

  Draws draws_{GetParam()};
  ApiUnderTest api_;
  Names created_;
};

// Sorts by a key of the order asked for; entries of the same key keep or turn their present order.
void SortBy(std::vector<json>& entries, bool ascending,
            const std::function<bool(const json&, const json&)>& less) {
  std::stable_sort(entries.begin(), entries.end(), less);
  if (!ascending) std::reverse(entries.begin(), entries.end());
}

Names NamesOf(const std::vector<json>& entries, const char* name) {
  Names names;
  for (const auto& entry : entries) names.push_back(entry[name]);
  return names;
}

TEST_P(ListProperty, OfJobsEqualsTheModel) {
  for (int i = 0; i < 60; ++i) Disturb();
  for (int walk = 0; walk < kWalks; ++walk) {
    Disturb();
    std::vector<json> jobs;  // in order of creation
    for (const auto& name : created_) {
      jobs.push_back(api_.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}}));
    }
    json query = json::object();
    Set(query, "SortBy", Choice(draws_, {"Name", "CreationTime", "Status"}));
    Set(query, "SortOrder", Choice(draws_, {"Ascending", "Descending"}));
    if (draws_.Below(2) == 0) {
      Set(query, "StatusEquals",
          Choice(draws_, {"Completed", "InProgress", "Stopped", "Stopping"}));
    }
    if (draws_.Below(3) == 0) Set(query, "NameContains", Choice(draws_, {"job", "RUN-1", "2"}));
    for (const auto& [bound, member] : {std::pair("CreationTimeAfter", "CreationTime"),
                                        std::pair("CreationTimeBefore", "CreationTime"),
                                        std::pair("LastModifiedTimeAfter", "LastModifiedTime"),
                                        std::pair("LastModifiedTimeBefore", "LastModifiedTime")}) {
      if (!jobs.empty() && draws_.Below(5) == 0) {
        query[bound] = jobs[draws_.Below(static_cast<std::uint32_t>(jobs.size()))][member];
      }
    }
    std::erase_if(jobs, [&](const json& job) {
      const auto name = ToLowerAscii(job["AutoMLJobName"].get<std::string>());
      return (query.contains("StatusEquals") && job["AutoMLJobStatus"] != query["StatusEquals"]) ||
             name.find(ToLowerAscii(query.value("NameContains", ""))) == std::string::npos ||
             job["CreationTime"] <= query.value("CreationTimeAfter", 0.0) ||
             job["CreationTime"] >= query.value("CreationTimeBefore", 1e10) ||
             job["LastModifiedTime"] <= query.value("LastModifiedTimeAfter", 0.0) ||
             job["LastModifiedTime"] >= query.value("LastModifiedTimeBefore", 1e10);
    });
    const auto sort = query.value("SortBy", "Name");
    SortBy(jobs, query.value("SortOrder", "Descending") == "Ascending",
           [&](const json& a, const json& b) {
             if (sort == "Name") {
               return ToLowerAscii(a["AutoMLJobName"].get<std::string>()) <
                      ToLowerAscii(b["AutoMLJobName"].get<std::string>());
             }
             const auto* member = sort == "Status" ? "AutoMLJobStatus" : "CreationTime";
             return a[member] < b[member];
           });
    ASSERT_EQ(Walk("ListAutoMLJobs", query, "AutoMLJobSummaries", "AutoMLJobName"),
              NamesOf(jobs, "AutoMLJobName"))
        << query;
  }
}

TEST_P(ListProperty, OfCandidatesEqualsTheModel) {
  while (created_.empty()) Disturb();
  for (int walk = 0; walk < kWalks; ++walk) {
    Disturb();
    json query{{"AutoMLJobName", Any(created_)}};
    auto everything = query;
    everything["MaxResults"] = 300;
    everything["SortOrder"] = "Ascending";
    const auto list = api_.Get("ListCandidatesForAutoMLJob", everything)["Candidates"];
    std::vector<json> candidates(list.begin(), list.end());

    Set(query, "SortBy", Choice(draws_, {"CreationTime", "Status", "FinalObjectiveMetricValue"}));
    Set(query, "SortOrder", Choice(draws_, {"Ascending", "Descending"}));
    if (draws_.Below(2) == 0) {
      Set(query, "StatusEquals",
          Choice(draws_, {"Completed", "InProgress", "Stopped", "Stopping"}));
    }
    std::erase_if(candidates, [&](const json& candidate) {
      return query.contains("StatusEquals") &&
             candidate["CandidateStatus"] != query["StatusEquals"];
    });
    const auto sort = query.value("SortBy", "CreationTime");
    const bool ascending = query.value("SortOrder", "Descending") == "Ascending";
    const auto value = [&](const json& candidate) {
      const double last = ascending ? 1e300 : -1e300;  // those without a value
      return candidate.contains("FinalAutoMLJobObjectiveMetric")
                 ? candidate["FinalAutoMLJobObjectiveMetric"]["Value"].get<double>()
                 : last;
    };
    SortBy(candidates, ascending, [&](const json& a, const json& b) {
      if (sort == "FinalObjectiveMetricValue") return value(a) < value(b);
      const auto* member = sort == "Status" ? "CandidateStatus" : "CreationTime";
      return a[member] < b[member];
    });
    ASSERT_EQ(Walk("ListCandidatesForAutoMLJob", query, "Candidates", "CandidateName"),
              NamesOf(candidates, "CandidateName"))
        << query;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ListProperty, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace autopilot::testing
