#include "server/request_log.h"

#include <string>
#include <string_view>
#include <vector>

#include "api/protocol/errors.h"

namespace autopilot {
namespace {

LogLevel LevelOf(const RequestRecord& record) {
  if (!record.internal_error.empty()) return LogLevel::kError;
  return record.status < 400 ? LogLevel::kDebug : LogLevel::kInfo;
}

}  // namespace

void RequestLog::OnRequest(const RequestRecord& record) {
  metrics_.CountRequest(record.operation, record.status, record.latency);

  if (log_.Enabled(LevelOf(record))) {
    std::vector<LogField> fields;
    const auto add = [&fields](std::string_view name, std::string_view value) {
      if (!value.empty()) fields.push_back({name, value});
    };
    add("operation", record.operation);
    fields.push_back({"status", std::int64_t{record.status}});
    add("job", record.job_name);
    add("error", record.error_type);
    add("reason", record.error_message);
    add("internal_error", record.internal_error);
    add("note", record.note);
    add("scenario", record.scenario);
    add("fault", record.fault);
    add("account", record.scope.account);
    add("region", record.scope.region);
    fields.push_back({"microseconds", std::int64_t{record.latency.count()}});
    add("request_id", record.request_id);
    log_.Write(LevelOf(record), "request", fields.data(), fields.size());
  }
  for (const std::string& warning : record.warnings) {
    log_.Write(
        LogLevel::kInfo, "unknown member ignored",
        {{"operation", record.operation}, {"member", warning}, {"request_id", record.request_id}});
  }
}

void RequestLog::OnControl(const ControlRecord& record) {
  metrics_.CountControl(record.route, record.status);
  const LogLevel level = record.internal_error.empty() ? LogLevel::kDebug : LogLevel::kError;
  if (!log_.Enabled(level)) return;
  std::vector<LogField> fields;
  const auto add = [&fields](std::string_view name, std::string_view value) {
    if (!value.empty()) fields.push_back({name, value});
  };
  add("method", record.method);
  add("path", record.path);
  fields.push_back({"status", std::int64_t{record.status}});
  add("error", record.error_type);
  add("reason", record.error_message);
  add("internal_error", record.internal_error);
  add("account", record.account);
  fields.push_back({"microseconds", std::int64_t{record.latency.count()}});
  add("request_id", record.request_id);
  log_.Write(level, "control", fields.data(), fields.size());
}

void RequestLog::OnRefusal(const Refusal& refusal) {
  const ErrorType type = TypeOf(refusal.error);
  RequestRecord record;
  record.request_id = refusal.request_id;
  record.status = type.http_status;
  record.error_type = type.name;
  record.error_message = refusal.error.message;
  record.internal_error = refusal.internal_error;
  OnRequest(record);
}

}  // namespace autopilot
