#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/options.h"

namespace autopilot {

// An environment variable for the length of a test.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
};

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text)
      : path_(std::filesystem::path(testing::TempDir()) /
              ("options-" + std::to_string(getpid()) + ".toml")) {
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline ServeCommand Serving(const std::vector<std::string>& arguments) {
  Command command = ParseCommand(arguments);
  if (const auto* exit = std::get_if<ExitCommand>(&command)) ADD_FAILURE() << exit->errors;
  return std::holds_alternative<ServeCommand>(command) ? std::get<ServeCommand>(command)
                                                       : ServeCommand{};
}

inline ExitCommand Exiting(const std::vector<std::string>& arguments) {
  Command command = ParseCommand(arguments);
  if (!std::holds_alternative<ExitCommand>(command)) ADD_FAILURE() << "The options were accepted";
  return std::holds_alternative<ExitCommand>(command) ? std::get<ExitCommand>(command)
                                                      : ExitCommand{};
}

}  // namespace autopilot
