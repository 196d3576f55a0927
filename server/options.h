#pragma once

#include <string>
#include <variant>
#include <vector>

#include "api/api.h"
#include "server/exit_code.h"
#include "server/http/http_options.h"
#include "server/log.h"
#include "storage/store.h"

namespace autopilot {

// What the command line asks for.

struct ServeCommand {
  HttpOptions http;
  StoreOptions store;
  ApiOptions api;
  LogOptions log;
  std::vector<std::string> allowed_hosts;  // of the control API, see HostCheck
};

struct HealthCommand {
  std::string url;
};

// Nothing is left to do: help or version was printed, or the options are wrong.
struct ExitCommand {
  ExitCode code;
  std::string output;  // for stdout
  std::string errors;  // for stderr
};

using Command = std::variant<ServeCommand, HealthCommand, ExitCommand>;

// Reads the arguments (without the program's name), then the environment (AUTOPILOT_LOCAL_PORT for
// --port and so on), then the file named by --config: the first that names an option wins.
Command ParseCommand(const std::vector<std::string>& arguments);

}  // namespace autopilot
