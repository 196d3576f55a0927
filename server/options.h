#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/api.h"
#include "control/control.h"
#include "server/data_source.h"
#include "server/exit_code.h"
#include "server/http/http_options.h"
#include "server/log.h"
#include "server/option_values.h"
#include "storage/store.h"

namespace autopilot {

// What the command line asks for.

struct TlsOptions {
  // Files in PEM. Absent: a certificate of our own.
  struct Files {
    std::filesystem::path certificate, key;
  };
  std::optional<Files> files;
  std::optional<std::filesystem::path> folder;  // that keeps our own; absent: nothing is kept
  std::vector<std::string> names;               // of the server, besides those of ServerNames
};

struct ServeCommand {
  HttpOptions http;
  std::optional<TlsOptions> tls;
  StoreOptions store;
  ApiOptions api;
  DataSourceOptions data;
  AuthMode auth = AuthMode::kAccept;
  std::optional<std::filesystem::path> auth_keys;  // with kVerify; see LoadAuthKeys
  ControlOptions control;
  LogOptions log;
  std::vector<std::string> allowed_hosts;          // of the control API, see HostCheck
  bool serves_control = true;                      // --control
  std::optional<HostAndPort> control_address;      // absent: that of everything
  std::optional<std::string> control_token;        // see ControlApiOptions
  std::optional<std::filesystem::path> scenarios;  // see LoadScenarios
  std::optional<std::filesystem::path> init_dir;   // see ApplyInitFolder
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
