#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lifecycle/job_spec.h"
#include "lifecycle/plan.h"

namespace autopilot {

// The names that a job gives to what it makes, in the form recorded since 2021: a readable prefix
// filled up to a fixed length with draws of the job.
class JobNames {
 public:
  // Both must outlive the object.
  JobNames(const Plan& plan, const JobIdentity& job) : plan_(plan), job_(job) {}

  // "<32 characters>-003-241cec9b" for HPO, counted in start order; else "<job>-trial-t1-3".
  std::string Candidate(std::size_t candidate) const;

  // Steps of HPO candidates, 63 characters each.
  std::string DataBuilder() const;                // "<job>-db-1-<hex>"
  std::string DataProcessor(int pipeline) const;  // "<job>-dpp0-1-<hex>"
  std::string DataTransform(int pipeline) const;  // "<job>-dpp0-rpb-1-<hex>", or -csv-
  bool TransformsToRecordIo(int pipeline) const;  // rpb rather than csv
  // The one step of a candidate of the other kinds: "<job>-t1-3-<hex>", 59 characters as recorded.
  std::string Trial(std::size_t candidate) const;
  // The processing job that wrote the notebooks, "<job>-pr-1-<hex>", 63 characters.
  std::string Notebooks() const;

  // Under S3OutputPath: "<S3OutputPath>/<job>/<path>" with one slash between.
  std::string OutputUri(std::string_view path) const;

 private:
  const Plan& plan_;
  const JobIdentity& job_;
};

}  // namespace autopilot
