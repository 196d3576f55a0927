#include "storage/connection.h"

#include <sqlite3.h>

#include <tuple>
#include <utility>

namespace autopilot {

CachedStatement::~CachedStatement() {
  // Not reset(), which throws the error of the last step once more.
  statement_.tryReset();
  statement_.clearBindings();
}

CachedStatement Connection::Prepare(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    const std::string text(sql);
    found = statements_
                .emplace(std::piecewise_construct, std::forward_as_tuple(text),
                         std::forward_as_tuple(database_, text))
                .first;
  }
  return CachedStatement(found->second);
}

bool Connection::InTransaction() const {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

}  // namespace autopilot
