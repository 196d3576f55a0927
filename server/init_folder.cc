#include "server/init_folder.h"

#include <algorithm>
#include <cctype>
#include <future>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "control/json_fields.h"
#include "server/start_file.h"

namespace autopilot {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::string_view kForAll = "?account=*";

// A name as a segment of a path.
std::string Encoded(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      encoded += c;
    } else {
      encoded.append("%").append(1, kHex[byte >> 4]).append(1, kHex[byte & 0xF]);
    }
  }
  return encoded;
}

// One file while it is applied.
class InitFile {
 public:
  InitFile(fs::path file, KeptJobs kept, const ControlApi& api)
      : file_(std::move(file)), kept_(kept), api_(api) {}

  // Returns what was left out.
  std::vector<std::string> Apply() {
    if (file_.extension() == ".jsonl") {
      Import();
    } else {
      const json content = ReadStartJson(file_);
      content.is_array() ? SendAll(content) : PutScenarios(content);
    }
    return std::move(left_out_);
  }

 private:
  void Import() {
    if (kept_ == KeptJobs::kYes) return left_out_.push_back(file_.string());
    std::string text = ReadStartFile(file_);
    const json head = json::parse(text.substr(0, text.find('\n')), nullptr, false);
    std::string owner = "*";
    if (head.is_object() && head.contains("owner") && head.at("owner").is_string()) {
      owner = head.at("owner").get<std::string>();
    }
    Send("", "POST", "/_autopilot/import?account=" + Encoded(owner), std::move(text));
  }

  void SendAll(const json& requests) {
    for (std::size_t n = 0; n < requests.size(); ++n) {
      const std::string entry = "/" + std::to_string(n);
      JsonFields fields(requests[n]);
      const auto method = fields.String("method");
      const auto path = fields.String("path");
      const json* body = fields.Any("body");
      fields.Require({"method", "path"});
      if (const auto error = fields.Done()) ThrowStartFileError(file_, entry, *error);
      if (kept_ == KeptJobs::kYes && IsOfClock(*path)) {
        left_out_.push_back(file_.string() + ": " + entry);
        continue;
      }
      Send(entry, *method, *path, body == nullptr ? "" : body->dump());
    }
  }

  void PutScenarios(const json& content) {
    JsonFields fields(content);
    const json* scenarios = fields.Any("scenarios");
    const json* rules = fields.Any("rules");
    const json* choice = fields.Any("default_scenario");
    if (scenarios != nullptr && !scenarios->is_array()) {
      fields.Refuse("scenarios", "must be a list of scenarios");
    }
    if (const auto error = fields.Done()) ThrowStartFileError(file_, "", *error);
    for (std::size_t n = 0; scenarios != nullptr && n < scenarios->size(); ++n) {
      PutScenario("/scenarios/" + std::to_string(n), (*scenarios)[n]);
    }
    const auto put = [this](const std::string& path, const std::string& name, const json& value) {
      Send("", "PUT", path + std::string(kForAll), json{{name, value}}.dump());
    };
    if (rules != nullptr) put("/_autopilot/scenario-rules", "rules", *rules);
    if (choice != nullptr) put("/_autopilot/default-scenario", "default_scenario", *choice);
  }

  void PutScenario(const std::string& entry, const json& scenario) {
    const json* name = nullptr;
    if (scenario.is_object() && scenario.contains("name")) name = &scenario.at("name");
    if (name == nullptr || !name->is_string() || name->get_ref<const std::string&>().empty()) {
      ThrowStartFileError(file_, entry, {.message = "A scenario must be an object with a 'name'."});
    }
    Send(entry, "PUT",
         "/_autopilot/scenarios/" + Encoded(name->get_ref<const std::string&>()) +
             std::string(kForAll),
         scenario.dump());
  }

  // Sends one request and waits for its answer.
  void Send(const std::string& entry, std::string method, std::string target, std::string body) {
    const std::string what = method + " " + target;
    std::promise<Response> promise;
    api_.HandleOwn({.method = std::move(method),
                    .target = std::move(target),
                    .headers = {},
                    .body = std::move(body)},
                   [&promise](Response response) { promise.set_value(std::move(response)); });
    const Response response = promise.get_future().get();
    if (response.status < 400) return;
    const json answer = json::parse(response.body, nullptr, false);
    ControlError error{.message = what + " was answered with " + std::to_string(response.status)};
    if (answer.is_object() && answer.contains("message")) {
      error.message = answer.at("message").get<std::string>();
      error.path = answer.value("path", "");
      error.available = answer.value("available", std::vector<std::string>());
    }
    ThrowStartFileError(file_, entry, error);
  }

  static bool IsOfClock(std::string_view path) {
    constexpr std::string_view kClock = "/_autopilot/clock";
    return path.starts_with(kClock) &&
           (path.size() == kClock.size() ||
            std::string_view("/?").find(path[kClock.size()]) != std::string_view::npos);
  }

  const fs::path file_;
  const KeptJobs kept_;
  const ControlApi& api_;
  std::vector<std::string> left_out_;
};

std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; entry != end; entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.')) continue;
    files.push_back(entry->path());
  }
  if (error) {
    throw StartFileError("Cannot read the folder " + folder.string() + ": " + error.message() +
                         ".");
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> ApplyInitFolder(const fs::path& folder, KeptJobs kept,
                                         const ControlApi& api) {
  for (const fs::path& file : FilesOf(folder)) {
    const bool is_known = file.extension() == ".json" || file.extension() == ".jsonl";
    if (!is_known || !fs::is_regular_file(file)) {
      throw StartFileError(file.string() +
                           ": the folder of --init-dir may hold only files whose names end in "
                           ".json or .jsonl.");
    }
  }
  std::vector<std::string> left_out;
  for (const fs::path& file : FilesOf(folder)) {
    for (std::string& each : InitFile(file, kept, api).Apply()) left_out.push_back(std::move(each));
  }
  return left_out;
}

}  // namespace autopilot
