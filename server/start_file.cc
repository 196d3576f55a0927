#include "server/start_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "api/protocol/json_reader.h"

namespace autopilot {
namespace {

constexpr std::size_t kMaxDepth = 64;

}  // namespace

std::string ReadStartFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // Of an empty file the stream would take nothing and call that a failure.
  if (in && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad() || text.fail()) {
    throw StartFileError("Cannot read " + file.string() + ": " + std::strerror(errno) + ".");
  }
  return text.str();
}

nlohmann::json ReadStartJson(const std::filesystem::path& file) {
  auto value = ReadJson(ReadStartFile(file), kMaxDepth);
  if (value) return std::move(*value);
  throw StartFileError(file.string() + ": " + value.error().message + ".");
}

void ThrowStartFileError(const std::filesystem::path& file, const std::string& where,
                         const ControlError& error) {
  std::string text = file.string() + ": ";
  if (!where.empty()) text += where + ": ";
  if (!error.path.empty()) text += error.path + ": ";
  text += error.message;
  for (std::size_t n = 0; n < error.available.size(); ++n) {
    text += (n == 0 ? " There are: " : ", ") + error.available[n];
  }
  if (!error.available.empty()) text += ".";
  throw StartFileError(text);
}

}  // namespace autopilot
