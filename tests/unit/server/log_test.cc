#include "server/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace autopilot {
namespace {

using nlohmann::json;

std::string LogLine(LogFormat format, std::string_view message,
                    std::initializer_list<LogField> fields) {
  std::ostringstream out;
  Log(LogOptions{.level = LogLevel::kInfo, .format = format}, out)
      .Write(LogLevel::kInfo, message, fields);
  return out.str();
}

// A text line without the time in front.
std::string TextLine(std::string_view message, std::initializer_list<LogField> fields) {
  const std::string line = LogLine(LogFormat::kText, message, fields);
  return line.substr(line.find(' ') + 1);
}

TEST(Log, TextLineStartsWithUtcTimeAndLevel) {
  EXPECT_THAT(LogLine(LogFormat::kText, "ready", {}),
              testing::MatchesRegex("20..-..-..T..:..:......Z info ready\n"));
}

TEST(Log, PlainValuesStandAsTheyAre) {
  EXPECT_EQ(TextLine("request", {{"operation", "ListTags"}, {"status", std::int64_t{200}}}),
            "info request operation=ListTags status=200\n");
}

TEST(Log, ValuesOfClientsCannotForgeLinesFieldsOrColours) {
  const struct {
    std::string_view value;
    std::string shown;
  } cases[] = {
      {"a b", R"("a b")"},
      {"", R"("")"},
      {"x\n2025-01-01T00:00:00.000Z error forged", R"("x\n2025-01-01T00:00:00.000Z error forged")"},
      {"x status=500", R"("x status=500")"},
      {"x\" status=500", R"("x\" status=500")"},
      {"a=b", R"("a=b")"},
      {"\x1b[31mred", R"("\u001b[31mred")"},
      {"del\x7f", "\"del\\u007f\""},
      {"caf\xc3\xa9", R"("caf\u00e9")"},
      {"\xe2\x80\xae", R"("\u202e")"},
      {"bad\xff", R"("bad\ufffd")"},
      {std::string_view("nul\0", 4), R"("nul\u0000")"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(TextLine("m", {{"job", c.value}}), "info m job=" + c.shown + "\n");
  }
}

TEST(Log, LongValuesAreCut) {
  const std::string line = TextLine("m", {{"job", std::string(5000, 'x')}});
  EXPECT_EQ(line, "info m job=\"" + std::string(2048, 'x') + "...\"\n");
}

TEST(Log, MessagesStayOnTheirLine) { EXPECT_EQ(TextLine("a\nb\r\x1b", {}), "info a b  \n"); }

TEST(Log, JsonLinesAreObjects) {
  const std::string line =
      LogLine(LogFormat::kJson, "say \"hi\"",
              {{"job", "x\"}\n{\"level\":\"error\""}, {"status", std::int64_t{-1}}});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  json object = json::parse(line);
  EXPECT_THAT(object["time"].get<std::string>(), testing::MatchesRegex("20..-..-..T..:..:......Z"));
  object.erase("time");
  EXPECT_EQ(object, json({{"level", "info"},
                          {"message", "say \"hi\""},
                          {"job", "x\"}\n{\"level\":\"error\""},
                          {"status", -1}}));
}

TEST(Log, LinesBelowTheLevelAreNotWritten) {
  std::ostringstream out;
  Log log({.level = LogLevel::kWarning, .format = LogFormat::kText}, out);
  EXPECT_FALSE(log.Enabled(LogLevel::kInfo));
  EXPECT_TRUE(log.Enabled(LogLevel::kError));
  log.Write(LogLevel::kInfo, "quiet");
  EXPECT_EQ(out.str(), "");
}

TEST(Log, OffWritesNothing) {
  std::ostringstream out;
  Log log({.level = LogLevel::kOff, .format = LogFormat::kText}, out);
  log.Write(LogLevel::kError, "quiet");
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace autopilot
