#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "server/options.h"
#include "server/serve.h"

int main(int argc, char** argv) {
  // A reader of our output that goes away must not end the server.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const autopilot::Command command = autopilot::ParseCommand(arguments);
  return static_cast<int>(autopilot::RunCommand(command, std::cout, std::cerr));
}
