#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace autopilot {

// A prepared statement lent by a Connection. What was bound with bindNoCopy must outlive it.
class CachedStatement {
 public:
  explicit CachedStatement(SQLite::Statement& statement) : statement_(statement) {}
  ~CachedStatement();  // ends the statement, so that it holds no snapshot, and drops its bindings
  CachedStatement(const CachedStatement&) = delete;
  CachedStatement& operator=(const CachedStatement&) = delete;

  SQLite::Statement* operator->() { return &statement_; }
  SQLite::Statement& operator*() { return statement_; }

 private:
  SQLite::Statement& statement_;
};

// A connection to the database with its prepared statements; for one thread at a time. Throws
// SQLite::Exception.
class Connection {
 public:
  explicit Connection(SQLite::Database database) : database_(std::move(database)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Database& Database() { return database_; }

  // Every text is prepared once and kept: texts come from a small fixed set, values are bound. One
  // use of a text at a time.
  [[nodiscard]] CachedStatement Prepare(std::string_view sql);

  // False too after an error that made SQLite roll the transaction back by itself.
  bool InTransaction() const;

 private:
  SQLite::Database database_;
  std::map<std::string, SQLite::Statement, std::less<>> statements_;
};

}  // namespace autopilot
