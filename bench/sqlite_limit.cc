// bench_sqlite_limit: what SQLite can do at best. It inserts jobs into a new database, 64 in a
// transaction, by its C API and from one thread. Tables, indices and rows are those of a database
// that the server has written (--sample); only what tells jobs apart is made anew.

#include <sqlite3.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/numbered_text.h"
#include "bench/sample_requests.h"

namespace autopilot::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kPerTransaction = 64;
constexpr int kSamples = 1000;

struct Closer {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using Statement = std::unique_ptr<sqlite3_stmt, Closer>;
using Value = std::unique_ptr<sqlite3_value, Closer>;

[[noreturn]] void Throw(sqlite3* database) { throw std::runtime_error(sqlite3_errmsg(database)); }

Database Open(const std::string& file, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) Throw(opened);
  return database;
}

void Execute(const Database& database, const std::string& sql) {
  if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    Throw(database.get());
  }
}

Statement Prepare(const Database& database, const std::string& sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
    Throw(database.get());
  }
  return Statement(prepared);
}

// Some rows of a table.
struct Sample {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

Sample Read(const Database& database, const std::string& table) {
  const Statement select =
      Prepare(database, "SELECT * FROM " + table + " LIMIT " + std::to_string(kSamples));
  Sample sample;
  const int width = sqlite3_column_count(select.get());
  for (int i = 0; i < width; ++i) sample.columns.emplace_back(sqlite3_column_name(select.get(), i));
  while (sqlite3_step(select.get()) == SQLITE_ROW) {
    auto& row = sample.rows.emplace_back();
    for (int i = 0; i < width; ++i) {
      row.emplace_back(sqlite3_value_dup(sqlite3_column_value(select.get(), i)));
    }
  }
  if (sample.rows.empty()) throw std::runtime_error("the sample has no " + table);
  return sample;
}

std::vector<std::string> Schema(const Database& database) {
  const Statement select = Prepare(
      database, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, rowid");
  std::vector<std::string> statements;
  while (sqlite3_step(select.get()) == SQLITE_ROW) {
    const void* text = sqlite3_column_text(select.get(), 0);
    statements.emplace_back(static_cast<const char*>(text));
  }
  return statements;
}

// Inserts the rows of a sample again and again, each time as those of another job.
class Inserter {
 public:
  Inserter(const Database& database, const std::string& table, const Sample& sample)
      : database_(database.get()), sample_(sample) {
    std::string places;
    for (std::size_t i = 0; i < sample.columns.size(); ++i) places += i == 0 ? "?" : ", ?";
    insert_ = Prepare(database, "INSERT INTO " + table + " VALUES (" + places + ")");
  }

  void Insert(std::int64_t id, const std::string& name, const std::string& resource) {
    const auto& row = sample_.rows[static_cast<std::size_t>(id) % sample_.rows.size()];
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      const std::string& column = sample_.columns[i];
      if (column == "id") {
        sqlite3_bind_int64(insert_.get(), at, id);
      } else if (column == "name" || column == "name_key") {
        BindText(at, name);
      } else if (column == "resource") {
        BindText(at, resource);
      } else {
        sqlite3_bind_value(insert_.get(), at, row[i].get());
      }
    }
    if (sqlite3_step(insert_.get()) != SQLITE_DONE) Throw(database_);
    sqlite3_reset(insert_.get());
  }

 private:
  // `text` stays as it is until the row is inserted.
  void BindText(int at, const std::string& text) {
    sqlite3_bind_text(insert_.get(), at, text.data(), static_cast<int>(text.size()), nullptr);
  }

  sqlite3* database_;
  const Sample& sample_;
  Statement insert_;
};

nlohmann::ordered_json Measure(const std::string& sample_file, const std::string& file,
                               const std::string& synchronous, double seconds) {
  const Database source = Open(sample_file, SQLITE_OPEN_READONLY);
  const Sample jobs = Read(source, "jobs");
  const Sample tags = Read(source, "tags");
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file + suffix);
  const Database database = Open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  Execute(database, "PRAGMA journal_mode = WAL");
  Execute(database, "PRAGMA synchronous = " + synchronous);
  for (const std::string& sql : Schema(source)) Execute(database, sql);
  Inserter insert_job(database, "jobs", jobs);
  Inserter insert_tag(database, "tags", tags);

  const NumberedText names(kJobName);
  std::string name = names.text();
  std::int64_t count = 0;
  const auto started = SteadyClock::now();
  const auto end = started + std::chrono::duration<double>(seconds);
  auto now = started;
  for (; now < end; now = SteadyClock::now()) {
    Execute(database, "BEGIN IMMEDIATE");
    for (int i = 0; i < kPerTransaction; ++i) {
      names.Fill(name, static_cast<std::uint64_t>(++count));
      insert_job.Insert(count, name, "");
      insert_tag.Insert(count, "", "automl-job/" + name);
    }
    Execute(database, "COMMIT");
  }
  const double elapsed = std::chrono::duration<double>(now - started).count();
  return {{"creates", count},
          {"seconds", elapsed},
          {"per_second", static_cast<double>(count) / elapsed}};
}

}  // namespace
}  // namespace autopilot::bench

int main(int argc, char** argv) {
  std::string sample, file, synchronous = "NORMAL";
  double seconds = 1;
  CLI::App app("Creates per second of raw SQLite, as a line of JSON.");
  app.add_option("--sample", sample, "An autopilot.db with jobs and tags")->required();
  app.add_option("--file", file, "The database to make; one that is there is deleted")->required();
  app.add_option("--synchronous", synchronous, "Durability of a commit")
      ->check(CLI::IsMember({"OFF", "NORMAL", "FULL"}));
  app.add_option("--seconds", seconds, "How long to measure");
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << autopilot::bench::Measure(sample, file, synchronous, seconds).dump() << "\n";
  } catch (const std::exception& failure) {
    std::cerr << "bench_sqlite_limit: " << failure.what() << "\n";
    return 1;
  }
}
