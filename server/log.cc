#include "server/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace autopilot {
namespace {

constexpr std::size_t kMaxValueBytes = 2048;
constexpr auto kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr auto kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      break;
  }
  return spdlog::level::off;
}

// A JSON string of printable ASCII, whatever the bytes of `text` are.
std::string Quoted(std::string_view text) {
  std::string kept(text.substr(0, kMaxValueBytes));
  if (kept.size() < text.size()) kept += "...";
  return nlohmann::json(std::move(kept))
      .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

bool IsPlainWord(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:/+").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kMaxValueBytes &&
         std::all_of(text.begin(), text.end(), plain);
}

std::string TextValue(const LogField& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
  const std::string_view text = std::get<std::string_view>(field.value);
  return IsPlainWord(text) ? std::string(text) : Quoted(text);
}

std::string JsonValue(const LogField& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
  return Quoted(std::get<std::string_view>(field.value));
}

std::string TextLine(std::string_view message, const LogField* fields, std::size_t count) {
  // Not quoted, since it is ours, but still one line: it may hold a path or a system's message.
  std::string line(message);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  for (const LogField* field = fields; field != fields + count; ++field) {
    line.append(" ").append(field->name).append("=").append(TextValue(*field));
  }
  return line;
}

std::string JsonMembers(std::string_view message, const LogField* fields, std::size_t count) {
  std::string line = "\"message\":" + Quoted(message);
  for (const LogField* field = fields; field != fields + count; ++field) {
    line.append(",\"").append(field->name).append("\":").append(JsonValue(*field));
  }
  return line;
}

}  // namespace

Log::Log(const LogOptions& options, std::ostream& out)
    : format_(options.format),
      logger_(std::make_unique<spdlog::logger>(
          "", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true))) {
  logger_->set_level(SpdlogLevel(options.level));
  logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      format_ == LogFormat::kText ? kTextPattern : kJsonPattern, spdlog::pattern_time_type::utc));
}

Log::~Log() = default;

bool Log::Enabled(LogLevel level) const { return logger_->should_log(SpdlogLevel(level)); }

void Log::Write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  Write(level, message, fields.begin(), fields.size());
}

void Log::Write(LogLevel level, std::string_view message, const LogField* fields,
                std::size_t count) {
  if (!Enabled(level)) return;
  logger_->log(SpdlogLevel(level), format_ == LogFormat::kText
                                       ? TextLine(message, fields, count)
                                       : JsonMembers(message, fields, count));
}

}  // namespace autopilot
