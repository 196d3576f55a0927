// bench_load: sends one kind of request as fast as the server answers and prints what came of it as
// a line of JSON. Exit code 1 if an answer was not the expected one.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/load.h"
#include "bench/numbered_text.h"
#include "bench/sample_requests.h"

namespace autopilot::bench {
namespace {

struct Arguments {
  std::string load = "describe";
  std::string operation, body;
  std::uint64_t jobs = 1;
  double warm_up_s = 0.3, duration_s = 1;
  LoadOptions options;
};

constexpr const char* kLoads =
    "describe: DescribeAutoMLJobV2, random over --jobs names; create: CreateAutoMLJobV2, numbers "
    "from --first on; call: --operation with --body, in which a run of # is a number, random below "
    "--jobs";

std::string Operation(const Arguments& arguments) {
  if (arguments.load == "describe") return "DescribeAutoMLJobV2";
  return arguments.load == "create" ? "CreateAutoMLJobV2" : arguments.operation;
}

std::string Body(const Arguments& arguments) {
  if (arguments.load == "describe") return DescribeBody();
  return arguments.load == "create" ? CreateBody() : arguments.body;
}

std::chrono::milliseconds Millis(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

nlohmann::ordered_json ToJson(const LoadResult& result) {
  const auto micros = [](std::chrono::nanoseconds time) {
    return static_cast<double>(time.count()) / 1000;
  };
  const std::uint64_t count = result.latency.count();
  const double server = std::chrono::duration<double>(result.server_cpu).count();
  const double seconds = std::chrono::duration<double>(result.elapsed).count();
  const auto mean = [&](std::uint64_t bytes) { return count == 0 ? 0 : bytes / count; };
  return {{"requests", count},
          {"seconds", seconds},
          {"per_second", result.PerSecond()},
          {"per_server_second", server > 0 ? static_cast<double>(count) / server : 0.0},
          {"p50_us", micros(result.latency.Quantile(0.5))},
          {"p99_us", micros(result.latency.Quantile(0.99))},
          {"p999_us", micros(result.latency.Quantile(0.999))},
          {"max_us", micros(result.latency.max())},
          {"generator_cpu", std::chrono::duration<double>(result.cpu).count() / seconds},
          {"server_cpu", server / seconds},
          {"head_bytes", mean(result.head_bytes)},
          {"body_bytes", mean(result.body_bytes)},
          {"next_number", result.next_number},
          {"unexpected", result.unexpected}};
}

int Run(const Arguments& arguments) {
  LoadOptions options = arguments.options;
  options.order = arguments.load == "create" ? Numbers::kSequential : Numbers::kRandom;
  options.numbers = arguments.jobs;
  options.warm_up = Millis(arguments.warm_up_s);
  options.duration = Millis(arguments.duration_s);
  const NumberedText request(SdkRequest(Operation(arguments), Body(arguments), options.port));
  const LoadResult result = RunLoad(request, options);
  std::cout << ToJson(result).dump() << "\n";
  if (result.unexpected > 0) {
    std::cerr << result.unexpected << " unexpected answers, the first:\n"
              << result.unexpected_answer << "\n";
    return 1;
  }
  if (result.latency.count() == 0) {
    std::cerr << "no answer at all\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace autopilot::bench

int main(int argc, char** argv) {
  autopilot::bench::Arguments arguments;
  CLI::App app("Load on a server at 127.0.0.1, one request outstanding on each connection.");
  app.add_option("--port", arguments.options.port, "Port of the server")->required();
  app.add_option("--load", arguments.load, autopilot::bench::kLoads)
      ->check(CLI::IsMember({"describe", "create", "call"}));
  app.add_option("--operation", arguments.operation, "Of --load call");
  app.add_option("--body", arguments.body, "Of --load call");
  app.add_option("--jobs", arguments.jobs, "Numbers are drawn below this");
  app.add_option("--first", arguments.options.first, "First number of --load create");
  app.add_option("--connections", arguments.options.connections, "Keep-alive connections");
  app.add_option("--seconds", arguments.duration_s, "How long to measure");
  app.add_option("--warm-up", arguments.warm_up_s, "Seconds before that");
  app.add_option("--requests", arguments.options.most_requests, "End after so many; 0: by time");
  app.add_option("--server", arguments.options.server,
                 "Process id of the server: its CPU time is measured, too");
  app.add_option("--status", arguments.options.expected_status, "Expected HTTP status");
  CLI11_PARSE(app, argc, argv);
  try {
    return autopilot::bench::Run(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "bench_load: " << failure.what() << "\n";
    return 1;
  }
}
