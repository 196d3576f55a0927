#pragma once

#include <cstdint>
#include <filesystem>

#include "common/time.h"

namespace autopilot::bench {

// Which jobs a store is filled with. Their creation times are spread evenly over a span of time.
struct JobBatch {
  std::uint64_t first = 0;  // number of the first job: see kJobName
  std::uint64_t count = 0;
  Timestamp from{}, to{};  // creation times
  double speed = 600;      // how many times as fast as in reality they run
  // Of every 10 jobs 8 complete, 1 fails and 1 is stopped while it runs. Else nothing is done.
  bool mixed = false;
};

// Fills a store by the product's own API, called without a socket, so that its rows are what a
// server would have written. Throws StoreOpenError, or std::runtime_error if a call fails.
void MakeJobs(const std::filesystem::path& data_dir, const JobBatch& batch);

}  // namespace autopilot::bench
