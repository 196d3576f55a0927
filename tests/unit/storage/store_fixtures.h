#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.h"
#include "tests/support/temp_folder.h"

namespace autopilot {

inline std::string ReadFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void WriteFile(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline const Scope kScope{.account = "123456789012", .region = "us-east-1"};
inline constexpr Timestamp kStart(std::chrono::milliseconds(1'700'000'000'000));

// A job at speed 1 that is InProgress for `seconds` and then `end`.
inline JobRecord MakeJob(std::string name, Timestamp created = kStart, std::int64_t seconds = 100,
                         JobStatus end = JobStatus::kCompleted) {
  JobRecord job;
  job.scope = kScope;
  job.name = std::move(name);
  job.request = R"({"AutoMLJobName":")" + job.name + R"("})";
  job.plan.draw_key = 42;
  job.plan.phases = {
      {.status = SecondaryStatus::kStarting, .start = {}},
      {.status = SecondaryStatus::kAnalyzingData, .start = Nominal::Millis(seconds * 500)}};
  job.plan.end = Nominal::Seconds(seconds);
  job.plan.final_status = end;
  job.plan.final_secondary_status =
      end == JobStatus::kFailed ? SecondaryStatus::kFailed : SecondaryStatus::kCompleted;
  job.events = StartOfLife(created, Rate{});
  return job;
}

// Writes and waits for the commit.
inline WriteResult WriteNow(Store& store, Store::Work work) {
  std::promise<WriteResult> result;
  store.Write(std::move(work), [&](const WriteResult& each) { result.set_value(each); });
  return result.get_future().get();
}

// Stores a job whose name is new and returns it with its numbers.
inline JobRecord Insert(Store& store, JobRecord job, const std::vector<Tag>& tags = {}) {
  const WriteResult result = WriteNow(store, [&](WriteTransaction& transaction) {
    if (transaction.InsertJob(job, tags) != InsertOutcome::kInserted) {
      throw std::runtime_error("the name exists");
    }
  });
  if (!result.committed) throw std::runtime_error(job.name + " is not stored: " + result.error);
  return job;
}

// All jobs of kScope by name, ten a page, as they are at `as_of`.
inline JobQuery QueryAt(Timestamp as_of) {
  JobQuery query;
  query.scope = kScope;
  query.order = SortOrder::kAscending;
  query.as_of = as_of;
  query.last_change = std::numeric_limits<std::int64_t>::max();
  return query;
}

inline std::unique_ptr<Store> OpenIn(const std::filesystem::path& folder) {
  return Store::Open({.data_dir = folder, .fresh = false});
}

inline std::unique_ptr<Store> OpenInMemory() { return Store::Open({}); }

// Everything that is stored of a job.
inline void ExpectSameJob(const JobRecord& actual, const JobRecord& expected) {
  EXPECT_EQ(actual.id, expected.id);
  EXPECT_EQ(actual.scope, expected.scope);
  EXPECT_EQ(actual.name, expected.name);
  EXPECT_EQ(actual.api_version, expected.api_version);
  EXPECT_EQ(actual.request, expected.request);
  EXPECT_EQ(actual.plan, expected.plan);
  EXPECT_EQ(actual.events, expected.events);
  EXPECT_EQ(actual.ticks, expected.ticks);
}

}  // namespace autopilot
