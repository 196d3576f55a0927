// bench_fill: fills a data folder with jobs, as if a server had made them in the past.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

#include "bench/job_maker.h"

namespace {

// Job times are whole seconds, which keeps the options readable.
autopilot::Timestamp Ago(double hours) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return now - std::chrono::seconds(static_cast<std::int64_t>(hours * 3600));
}

}  // namespace

int main(int argc, char** argv) {
  std::string data_dir;
  double from_hours = 60 * 24, to_hours = 24;
  autopilot::bench::JobBatch batch;
  CLI::App app("Fills a data folder with jobs, as if a server had made them in the past.");
  app.add_option("--data-dir", data_dir, "Folder of the store")->required();
  app.add_option("--jobs", batch.count, "How many")->required();
  app.add_option("--first", batch.first, "Number of the first");
  app.add_option("--from", from_hours, "Hours since the first was created");
  app.add_option("--to", to_hours, "Hours since the last was created");
  app.add_option("--speed", batch.speed, "How many times as fast as in reality they run");
  app.add_flag("--mixed", batch.mixed, "One of ten fails, one of ten is stopped");
  CLI11_PARSE(app, argc, argv);
  batch.from = Ago(from_hours);
  batch.to = Ago(to_hours);
  try {
    autopilot::bench::MakeJobs(data_dir, batch);
  } catch (const std::exception& failure) {
    std::cerr << "bench_fill: " << failure.what() << "\n";
    return 1;
  }
}
