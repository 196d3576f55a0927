#include "server/auth_key_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>

#include "common/iso_time.h"
#include "common/scope.h"
#include "control/json_fields.h"
#include "server/start_file.h"

namespace autopilot {
namespace {

constexpr std::size_t kLongestId = 128;
constexpr std::size_t kLongestSecret = 256;
constexpr std::size_t kLongestToken = 8192;

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// What a header can carry unchanged.
void CheckHeaderText(JsonFields& fields, const char* name, const std::string& value) {
  if (!IsPrintable(value)) fields.Refuse(name, "must be printable ASCII without blanks");
}

AccessKey ReadKey(JsonFields& fields) {
  AccessKey key;
  const auto id = fields.String("access_key_id", 1, kLongestId);
  const auto secret = fields.String("secret_access_key", 1, kLongestSecret);
  const auto account = fields.String("account");
  const auto token = fields.String("session_token", 1, kLongestToken);
  const auto expiration = fields.String("expiration");
  fields.Require({"access_key_id", "secret_access_key", "account"});
  key.id = id.value_or("");
  key.secret = secret.value_or("");
  key.account = account.value_or("");
  key.session_token = token.value_or("");
  CheckHeaderText(fields, "access_key_id", key.id);
  // They would end the id in a credential.
  if (key.id.find_first_of("/,") != std::string::npos) {
    fields.Refuse("access_key_id", "must not contain '/' or ','");
  }
  CheckHeaderText(fields, "session_token", key.session_token);
  if (account && !IsAccountId(*account)) fields.Refuse("account", "must be 12 digits");
  if (expiration) {
    key.token_expires = ParseIsoTime(*expiration);
    if (!key.token_expires) {
      fields.Refuse("expiration", "must be a time like 2026-01-31T12:00:00Z");
    } else if (!token) {
      fields.Refuse("expiration", "goes with a session_token: a lasting key does not expire");
    }
  }
  return key;
}

ControlResult<std::vector<AccessKey>> Read(const nlohmann::json& value) {
  JsonFields file(value);
  auto entries = file.Objects("keys");
  file.Require({"keys"});
  std::vector<AccessKey> keys;
  std::set<std::string> ids;
  if (entries) {
    if (entries->empty()) file.Refuse("keys", "must hold at least one key");
    for (JsonFields& entry : *entries) {
      AccessKey key = ReadKey(entry);
      if (!ids.insert(key.id).second) {
        entry.Refuse("access_key_id", "must be unique: there is another key with this id");
      }
      file.Refuse(entry.Done());
      keys.push_back(std::move(key));
    }
  }
  if (auto error = file.Done()) return tl::unexpected(*std::move(error));
  return keys;
}

}  // namespace

std::vector<AccessKey> LoadAuthKeys(const std::filesystem::path& file) {
  auto keys = Read(ReadStartJson(file));
  if (!keys) ThrowStartFileError(file, "", keys.error());
  return *std::move(keys);
}

std::optional<std::string> ProblemOfPermissions(const std::filesystem::path& file) {
  std::error_code problem;
  const auto permissions = std::filesystem::status(file, problem).permissions();
  constexpr auto kEverybody = std::filesystem::perms::others_read;
  if (problem || (permissions & kEverybody) == std::filesystem::perms::none) return std::nullopt;
  return "everybody on this machine can read the keys: chmod 600 " + file.string();
}

}  // namespace autopilot
