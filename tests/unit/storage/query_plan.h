#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <string>

namespace autopilot {

// What SQLite does for a statement, one step a line.
inline std::string QueryPlan(SQLite::Database& database, const std::string& sql) {
  SQLite::Statement explain(database, "EXPLAIN QUERY PLAN " + sql);
  std::string plan;
  while (explain.executeStep()) plan += explain.getColumn(3).getString() + "\n";
  return plan;
}

}  // namespace autopilot
