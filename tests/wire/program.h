#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace autopilot {

// The real program as a child process. What goes wrong fails the test and throws.
class Program {
 public:
  // `environment`: "NAME=value" entries added to ours.
  explicit Program(const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment = {});
  ~Program();  // kills it if it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line on stdout, without its end; "" when stdout has ended.
  std::string ReadLine();
  void Signal(int signal);
  // Waits for its end; the exit code, or 128 + signal.
  int Wait();
  // All of stderr; after Wait.
  std::string Errors();

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

}  // namespace autopilot
