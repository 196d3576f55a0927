#include "storage/tag_table.h"

#include <cstdint>
#include <utility>

#include "common/ascii.h"

namespace autopilot {
namespace {

void BindResource(CachedStatement& statement, const Scope& scope, std::string_view resource) {
  statement->bind(1, scope.account);
  statement->bind(2, scope.region);
  statement->bind(3, ToLowerAscii(resource));
}

// The tag that is listed first has the highest position.
std::int64_t HighestPosition(Connection& connection, const Scope& scope,
                             std::string_view resource) {
  CachedStatement select = connection.Prepare(
      "SELECT coalesce(max(position), 0) FROM tags"
      " WHERE account = ? AND region = ? AND resource = ?");
  BindResource(select, scope, resource);
  select->executeStep();
  return select->getColumn(0).getInt64();
}

void Put(Connection& connection, const Scope& scope, std::string_view resource,
         const std::vector<Tag>& tags, std::int64_t highest) {
  const std::string key = ToLowerAscii(resource);
  std::int64_t position = highest + static_cast<std::int64_t>(tags.size());
  for (const Tag& tag : tags) {
    CachedStatement put = connection.Prepare(
        "INSERT INTO tags (account, region, resource, key, value, position)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (account, region, resource, key) DO UPDATE SET value = excluded.value");
    put->bindNoCopy(1, scope.account);
    put->bindNoCopy(2, scope.region);
    put->bindNoCopy(3, key);
    put->bindNoCopy(4, tag.key);
    put->bindNoCopy(5, tag.value);
    put->bind(6, position--);
    put->exec();
  }
}

}  // namespace

std::vector<Tag> ListTags(Connection& connection, const Scope& scope, std::string_view resource) {
  CachedStatement select = connection.Prepare(
      "SELECT key, value FROM tags WHERE account = ? AND region = ? AND resource = ?"
      " ORDER BY position DESC");
  BindResource(select, scope, resource);
  std::vector<Tag> tags;
  while (select->executeStep()) {
    tags.push_back(
        {.key = select->getColumn(0).getString(), .value = select->getColumn(1).getString()});
  }
  return tags;
}

void PutTags(Connection& connection, const Scope& scope, std::string_view resource,
             const std::vector<Tag>& tags) {
  if (tags.empty()) return;
  Put(connection, scope, resource, tags, HighestPosition(connection, scope, resource));
}

void PutFirstTags(Connection& connection, const Scope& scope, std::string_view resource,
                  const std::vector<Tag>& tags) {
  Put(connection, scope, resource, tags, 0);
}

void RemoveTags(Connection& connection, const Scope& scope, std::string_view resource,
                const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    CachedStatement remove = connection.Prepare(
        "DELETE FROM tags WHERE account = ? AND region = ? AND resource = ? AND key = ?");
    BindResource(remove, scope, resource);
    remove->bind(4, key);
    remove->exec();
  }
}

void VisitTags(Connection& connection, const std::optional<std::string>& account,
               const std::function<void(const Scope&, const std::string& resource,
                                        const std::vector<Tag>&)>& visit) {
  CachedStatement select = connection.Prepare(
      account ? "SELECT account, region, resource, key, value FROM tags WHERE account = ?"
                " ORDER BY region, resource, position DESC"
              : "SELECT account, region, resource, key, value FROM tags"
                " ORDER BY account, region, resource, position DESC");
  if (account) select->bind(1, *account);
  Scope scope;
  std::string resource;
  std::vector<Tag> tags;
  while (select->executeStep()) {
    Scope next_scope{.account = select->getColumn(0).getString(),
                     .region = select->getColumn(1).getString()};
    std::string next_resource = select->getColumn(2).getString();
    if (!tags.empty() && (next_scope != scope || next_resource != resource)) {
      visit(scope, resource, tags);
      tags.clear();
    }
    scope = std::move(next_scope);
    resource = std::move(next_resource);
    tags.push_back(
        {.key = select->getColumn(3).getString(), .value = select->getColumn(4).getString()});
  }
  if (!tags.empty()) visit(scope, resource, tags);
}

void RemoveTagsOf(Connection& connection, const std::optional<std::string>& account) {
  CachedStatement remove =
      connection.Prepare(account ? "DELETE FROM tags WHERE account = ?" : "DELETE FROM tags");
  if (account) remove->bind(1, *account);
  remove->exec();
}

}  // namespace autopilot
