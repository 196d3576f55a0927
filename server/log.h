#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <variant>

namespace spdlog {
class logger;
}

namespace autopilot {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };
enum class LogFormat { kText, kJson };

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
};

struct LogField {
  std::string_view name;  // constant, a plain word
  std::variant<std::string_view, std::int64_t> value;
};

// The program's log: one line per event, as text
//   2025-01-31T10:00:00.000Z info request operation=ListTags status=200
// or as one JSON object. Whatever a value contains, it stays within its line and its field: other
// than printable ASCII is escaped, and long values are cut. Any thread.
class Log {
 public:
  // Writes to `out`, which must outlive the log and is written to by nobody else meanwhile.
  Log(const LogOptions& options, std::ostream& out);
  ~Log();

  bool Enabled(LogLevel level) const;
  // `message` is a sentence of ours, not client data.
  void Write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
  void Write(LogLevel level, std::string_view message, const LogField* fields, std::size_t count);

 private:
  LogFormat format_;
  std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace autopilot
