#include "control/fault_json.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/iso_time.h"
#include "control/fault_errors.h"
#include "control/json_fields.h"

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::microseconds;

constexpr std::array<Named<FaultWhen>, 2> kWhens = {
    {{"before", FaultWhen::kBefore}, {"after", FaultWhen::kAfter}}};

constexpr std::array<Named<ConnectionFault>, 4> kConnectionFaults = {
    {{"reset", ConnectionFault::kReset},
     {"empty", ConnectionFault::kEmpty},
     {"malformed", ConnectionFault::kMalformed},
     {"hang", ConnectionFault::kHang}}};

constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";

bool HasOnly(std::string_view text, std::string_view marks) {
  return text.find_first_not_of(std::string(kLetters).append(kDigits).append(marks)) ==
         std::string_view::npos;
}

std::optional<std::string> ReadId(JsonFields& fields) {
  auto id = fields.String("id", 1, 64);
  if (id && !HasOnly(*id, "._-")) {
    fields.Refuse("id", "must consist of letters, digits, '.', '_' and '-'");
  }
  return id;
}

std::vector<std::string> ReadOperations(JsonFields& fields, const ControlContext& context) {
  const auto one = fields.String("operation");
  auto many = fields.Strings("operations");
  if (fields.Has("operation") && fields.Has("operations")) {
    fields.Refuse("operation", "cannot be given together with 'operations'");
  }
  if (one) {
    CheckOperation(fields, fields.PathOf("operation"), *one, context);
    return {*one};
  }
  if (!many) return {};
  for (std::size_t i = 0; i < many->size(); ++i) {
    CheckOperation(fields, fields.PathOf("operations") + "/" + std::to_string(i), (*many)[i],
                   context);
  }
  return *std::move(many);
}

void FillIn(FaultError& error, JsonFields& fields, const std::string& status_path,
            std::optional<std::string> message, std::optional<std::int64_t> status) {
  const std::optional<FaultError> known = KnownFaultError(error.type);
  error.message =
      message ? *std::move(message) : (known ? known->message : "Caused by a fault rule.");
  if (status) {
    error.status = static_cast<unsigned>(*status);
  } else if (known) {
    error.status = known->status;
  } else {
    fields.Refuse(ControlError{
        .message = "The error type '" + error.type + "' is not a known one: it needs a 'status'.",
        .path = status_path,
        .available = KnownFaultErrorTypes()});
  }
}

std::optional<FaultError> ReadError(JsonFields& fields) {
  const json* value = fields.Any("error");
  if (value == nullptr) return std::nullopt;
  FaultError error;
  if (value->is_string()) {
    error.type = fields.String("error", 1, 128).value_or("");
    if (!IsErrorType(error.type)) fields.Refuse("error", kErrorTypePredicate);
    FillIn(error, fields, fields.PathOf("error"), std::nullopt, std::nullopt);
    return error;
  }
  auto object = fields.Object("error");
  if (!object) return std::nullopt;
  const auto type = object->String("type", 1, 128);
  const auto message = object->String("message", 0, 4096);
  const auto status = object->Integer("status", 400, 599);
  object->Require({"type"});
  if (type) {
    error.type = *type;
    if (!IsErrorType(error.type)) object->Refuse("type", kErrorTypePredicate);
    FillIn(error, *object, object->PathOf("status"), message, status);
  }
  fields.Refuse(object->Done());
  return error;
}

std::optional<microseconds> ReadDelay(JsonFields& fields, std::string_view name) {
  const auto delay = fields.Duration(name);
  if (delay && *delay > kLongestLatency) {
    fields.Refuse(name, "must not be longer than " + FormatDuration(kLongestLatency));
  }
  return delay;
}

void ReadUniform(JsonFields& forms, std::optional<FaultLatency>& latency) {
  auto fields = forms.Object("uniform");
  if (!fields) return;
  const auto min = ReadDelay(*fields, "min");
  const auto max = ReadDelay(*fields, "max");
  fields->Require({"min", "max"});
  if (min && max) {
    if (*max < *min) fields->Refuse("max", "must not be shorter than 'min'");
    latency = UniformLatency{.min = *min, .max = *max};
  }
  forms.Refuse(fields->Done());
}

void ReadLognormal(JsonFields& forms, std::optional<FaultLatency>& latency) {
  auto fields = forms.Object("lognormal");
  if (!fields) return;
  const auto median = ReadDelay(*fields, "median");
  const auto sigma = fields->Number("sigma", 0, 10);
  const auto max = ReadDelay(*fields, "max");
  fields->Require({"median", "sigma"});
  if (median && sigma) latency = LognormalLatency{.median = *median, .sigma = *sigma, .max = max};
  forms.Refuse(fields->Done());
}

std::optional<FaultLatency> ReadLatency(JsonFields& fields) {
  const json* value = fields.Any("latency");
  if (value == nullptr) return std::nullopt;
  std::optional<FaultLatency> latency;
  if (!value->is_object()) {
    if (const auto delay = ReadDelay(fields, "latency")) latency = FixedLatency{*delay};
    return latency;
  }
  JsonFields forms(*value, fields.PathOf("latency"));
  if (const auto fixed = ReadDelay(forms, "fixed")) latency = FixedLatency{*fixed};
  ReadUniform(forms, latency);
  ReadLognormal(forms, latency);
  if (value->size() != 1) {
    forms.Refuse(ControlError{.message = "'latency' must have exactly one of its forms.",
                              .path = fields.PathOf("latency"),
                              .available = {"fixed", "uniform", "lognormal"}});
  }
  fields.Refuse(forms.Done());
  return latency;
}

void CheckActions(JsonFields& fields, const std::string& at) {
  if (fields.Has("error") && fields.Has("connection")) {
    fields.Refuse("connection", "cannot be given together with 'error'");
  }
  if (!fields.Has("error") && !fields.Has("latency") && !fields.Has("connection")) {
    fields.Refuse(ControlError{.message = "A fault rule must say what happens.",
                               .path = at,
                               .available = {"error", "latency", "connection"}});
  }
}

json ToJson(const FaultLatency& latency) {
  if (const auto* uniform = std::get_if<UniformLatency>(&latency)) {
    return {{"uniform",
             {{"min", FormatDuration(uniform->min)}, {"max", FormatDuration(uniform->max)}}}};
  }
  if (const auto* lognormal = std::get_if<LognormalLatency>(&latency)) {
    json form = {{"median", FormatDuration(lognormal->median)}, {"sigma", lognormal->sigma}};
    if (lognormal->max) form["max"] = FormatDuration(*lognormal->max);
    return {{"lognormal", std::move(form)}};
  }
  return {{"fixed", FormatDuration(std::get<FixedLatency>(latency).delay)}};
}

}  // namespace

ControlResult<FaultRule> ParseFaultRule(const json& value, const ControlContext& context,
                                        const std::string& at) {
  JsonFields fields(value, at);
  FaultRule rule;
  rule.id = ReadId(fields).value_or("");
  rule.owner = ReadAccount(fields).value_or(context.account);
  rule.operations = ReadOperations(fields, context);
  rule.region = fields.String("region", 1, 64);
  rule.job = fields.String("job", 1, 256);
  rule.probability = fields.Number("probability", 0, 1).value_or(1);
  if (const auto times = fields.Integer("times", 1, kMaxCount)) {
    rule.times = static_cast<std::uint64_t>(*times);
  }
  rule.after = static_cast<std::uint64_t>(fields.Integer("after", 0, kMaxCount).value_or(0));
  rule.ttl = fields.Duration("ttl", microseconds(1));
  rule.when = fields.OneOf<FaultWhen>("when", kWhens).value_or(FaultWhen::kBefore);
  rule.error = ReadError(fields);
  rule.latency = ReadLatency(fields);
  rule.connection = fields.OneOf<ConnectionFault>("connection", kConnectionFaults);
  CheckActions(fields, at);
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return rule;
}

ControlResult<std::vector<FaultRule>> ParseFaultRules(const json& value,
                                                      const ControlContext& context,
                                                      const std::string& at) {
  std::vector<FaultRule> rules;
  if (!value.is_array()) {
    auto rule = ParseFaultRule(value, context, at);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    rules.push_back(*std::move(rule));
    return rules;
  }
  for (const json& element : value) {
    auto rule = ParseFaultRule(element, context, at + "/" + std::to_string(rules.size()));
    if (!rule) return tl::unexpected(std::move(rule.error()));
    rules.push_back(*std::move(rule));
  }
  return rules;
}

json ToJson(const FaultRule& rule) {
  json value = {{"account", rule.owner},
                {"probability", rule.probability},
                {"after", rule.after},
                {"when", kWhens[rule.when == FaultWhen::kBefore ? 0 : 1].name}};
  if (!rule.id.empty()) value["id"] = rule.id;
  if (!rule.operations.empty()) value["operations"] = rule.operations;
  if (rule.region) value["region"] = *rule.region;
  if (rule.job) value["job"] = *rule.job;
  if (rule.times) value["times"] = *rule.times;
  if (rule.ttl) value["ttl"] = FormatDuration(*rule.ttl);
  if (rule.error) {
    value["error"] = {{"type", rule.error->type},
                      {"message", rule.error->message},
                      {"status", rule.error->status}};
  }
  if (rule.latency) value["latency"] = ToJson(*rule.latency);
  if (rule.connection) value["connection"] = NameOf(*rule.connection);
  return value;
}

json ToJson(const FaultStatus& status) {
  json value = ToJson(status.rule);
  value["state"] = {{"added", IsoTime(status.added)},
                    {"matched", status.matched},
                    {"hits", status.hits},
                    {"spent", status.spent},
                    {"expired", status.expired}};
  return value;
}

std::string_view NameOf(ConnectionFault fault) {
  const auto* named =
      std::find_if(kConnectionFaults.begin(), kConnectionFaults.end(),
                   [&](const Named<ConnectionFault>& one) { return one.value == fault; });
  return named->name;
}

}  // namespace autopilot
