#include "control/journal_query.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "common/iso_time.h"
#include "control/all_accounts.h"
#include "control/fault_conditions.h"
#include "control/glob.h"
#include "control/json_fields.h"
#include "control/json_match.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxConditions = 100;

bool Holds(const RequestCondition& condition, const json* value) {
  switch (condition.kind) {
    case RequestCondition::Kind::kExists:
      return (value != nullptr) == condition.expected.get<bool>();
    case RequestCondition::Kind::kEquals:
      return value != nullptr && *value == condition.expected;
    case RequestCondition::Kind::kMatches:
      return value != nullptr && value->is_string() &&
             GlobMatches(condition.expected.get_ref<const std::string&>(),
                         value->get_ref<const std::string&>(), GlobCase::kSensitive);
    case RequestCondition::Kind::kContains:
      break;
  }
  return value != nullptr && JsonContains(*value, condition.expected);
}

std::optional<json> RequestOf(const JournalEntry& entry) {
  return entry.request_cut ? std::nullopt : ParseJson(entry.request);
}

bool AllHold(const std::vector<RequestCondition>& conditions, const JournalEntry& entry) {
  if (conditions.empty()) return true;
  const std::optional<json> request = RequestOf(entry);
  return std::all_of(conditions.begin(), conditions.end(), [&](const RequestCondition& condition) {
    return Holds(condition, request ? FindByPointer(*request, condition.pointer) : nullptr);
  });
}

RequestCondition ReadCondition(JsonFields& fields) {
  RequestCondition condition;
  const auto pointer = fields.String("pointer", 0);
  fields.Require({"pointer"});
  if (pointer && !IsJsonPointer(*pointer)) {
    fields.Refuse("pointer", "must be a JSON pointer such as '/AutoMLJobConfig/Mode'");
  }
  condition.pointer = pointer.value_or("");

  int kinds = 0;
  const auto take = [&](RequestCondition::Kind kind, const json& expected) {
    ++kinds;
    condition.kind = kind;
    condition.expected = expected;
  };
  if (const json* equals = fields.Any("equals")) take(RequestCondition::Kind::kEquals, *equals);
  if (const auto exists = fields.Bool("exists")) take(RequestCondition::Kind::kExists, *exists);
  if (const auto glob = fields.String("matches", 0)) take(RequestCondition::Kind::kMatches, *glob);
  if (const json* part = fields.Any("contains")) take(RequestCondition::Kind::kContains, *part);
  if (kinds != 1) {
    fields.Refuse(ControlError{.message = "A condition must say exactly one thing.",
                               .path = fields.path(),
                               .available = {"equals", "exists", "matches", "contains"}});
  }
  return condition;
}

// What came from outside as text that JSON can hold: bytes that are not UTF-8 are replaced.
json Text(const std::string& text) {
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

bool Matches(const JournalQuery& query, const JournalEntry& entry) {
  if (entry.sequence <= query.since) return false;
  if (query.account && *query.account != entry.account) return false;
  if (query.operation && !GlobMatches(*query.operation, entry.operation, GlobCase::kSensitive)) {
    return false;
  }
  if (query.job &&
      (entry.job_name.empty() || !GlobMatches(*query.job, entry.job_name, GlobCase::kIgnored))) {
    return false;
  }
  if (query.status && *query.status != entry.status) return false;
  if (query.error_type && *query.error_type != entry.error_type) return false;
  return AllHold(query.request, entry);
}

bool IsAnsweredByCounters(const JournalQuery& query) {
  return !query.job && !query.status && query.request.empty() && query.since == 0;
}

ControlResult<JournalQuery> ParseJournalQuery(const json& value, const ControlContext& context,
                                              const std::string& at) {
  JsonFields fields(value, at);
  JournalQuery query;
  query.account = ReadAccount(fields).value_or(context.account);
  if (query.account == kAllAccounts) query.account.reset();
  query.operation = fields.String("operation", 0);
  if (query.operation && !query.operation->empty()) {
    CheckOperation(fields, fields.PathOf("operation"), *query.operation, context);
  }
  query.job = fields.String("job", 1, 256);
  if (const auto status = fields.Integer("status", 0, 599)) {
    query.status = static_cast<unsigned>(*status);
  }
  query.error_type = fields.String("error_type", 0, 128);
  if (auto conditions = fields.Objects("request", kMaxConditions)) {
    for (JsonFields& condition : *conditions) {
      query.request.push_back(ReadCondition(condition));
      fields.Refuse(condition.Done());
    }
  }
  query.since = static_cast<std::uint64_t>(
      fields.Integer("since", 0, std::numeric_limits<std::int64_t>::max()).value_or(0));
  query.limit = static_cast<std::size_t>(
      fields.Integer("limit", 1, 10'000).value_or(JournalQuery::kDefaultLimit));
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return query;
}

json ToJson(const JournalEntry& entry) {
  json value = {{"sequence", entry.sequence},
                {"time", IsoTime(entry.time)},
                {"account", entry.account},
                {"region", entry.region},
                {"status", entry.status},
                {"latency_ms", static_cast<double>(entry.latency.count()) / 1'000}};
  const std::pair<const char*, const std::string*> texts[] = {
      {"request_id", &entry.request_id},
      {"operation", &entry.operation},
      {"access_key_id", &entry.access_key_id},
      {"job_name", &entry.job_name},
      {"error_type", &entry.error_type},
      {"error_message", &entry.error_message},
      {"scenario", &entry.scenario},
      {"fault_id", &entry.fault_id},
      {"connection_fault", &entry.connection_fault}};
  for (const auto& [name, text] : texts) {
    if (!text->empty()) value[name] = Text(*text);
  }
  for (const std::string& warning : entry.warnings) value["warnings"].push_back(Text(warning));
  if (auto request = RequestOf(entry)) {
    value["request"] = *std::move(request);
  } else if (!entry.request.empty()) {
    value["request_text"] = Text(entry.request);
  }
  if (entry.request_cut) value["request_cut"] = true;
  return value;
}

json ToJson(const JournalCount& count) {
  return {{"count", count.count}, {"evicted", count.evicted}, {"exact", count.exact}};
}

}  // namespace autopilot
