#include "server/admin/control_input.h"

#include <algorithm>
#include <utility>

#include "api/protocol/form_values.h"
#include "api/protocol/json_reader.h"
#include "control/settings.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;

// What presigned requests carry; not meant for us.
constexpr std::string_view kSignaturePrefix = "X-Amz-";

// Routes for health checks and scrapers, which may send whatever they like.
bool IgnoresQuery(const Route& route) { return route.access != Access::kControl; }

ControlResult<std::map<std::string, std::string>> ReadQuery(const Route& route,
                                                            std::string_view text) {
  std::map<std::string, std::string> query;
  if (IgnoresQuery(route)) return query;
  const auto pairs = FormPairs(text);
  if (!pairs) return tl::unexpected(ControlError{.message = "The query is not well encoded."});
  const auto known = QueryOf(route);
  for (const auto& [name, value] : *pairs) {
    if (name.starts_with(kSignaturePrefix)) continue;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return tl::unexpected(ControlError{
          .message = "There is no query parameter '" + name + "' here.", .available = known});
    }
    if (!query.emplace(name, value).second) {
      return tl::unexpected(
          ControlError{.message = "The query parameter '" + name + "' is given twice."});
    }
  }
  return query;
}

ControlResult<json> ReadBody(const Route& route, const std::string& text) {
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  if (route.body == BodyUse::kText) return json();
  if (route.body == BodyUse::kNone) {
    if (is_blank) return json();
    return tl::unexpected(ControlError{.message = LabelOf(route) + " takes no body."});
  }
  auto body =
      route.body == BodyUse::kObject ? ReadJsonObject(text, kMaxDepth) : ReadJson(text, kMaxDepth);
  if (!body) return tl::unexpected(ControlError{.message = body.error().message + "."});
  return std::move(*body);
}

ControlResult<std::optional<std::string>> AccountIn(const json& value) {
  const json object{{"account", value}};
  JsonFields fields(object);
  auto account = ReadAccount(fields);
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return account;
}

ControlResult<std::string> AccountFor(const Route& route, const std::string& caller,
                                      const ControlInput& input) {
  std::optional<std::string> account;
  if (const auto named = input.query.find("account"); named != input.query.end()) {
    auto read = AccountIn(named->second);
    if (!read) return tl::unexpected(std::move(read.error()));
    account = *std::move(*read);
  }
  if (input.body.is_object() && input.body.contains("account")) {
    auto read = AccountIn(input.body.at("account"));
    if (!read) return tl::unexpected(std::move(read.error()));
    if (account && *account != **read) {
      return tl::unexpected(ControlError{.message = "The query is about the account " + *account +
                                                    ", the body about " + **read + ".",
                                         .path = "/account"});
    }
    account = *std::move(*read);
  }
  if (account == kAllAccounts && route.accounts == Accounts::kOne) {
    return tl::unexpected(ControlError{
        .message = "'account' cannot be '*' here: every account has a clock and jobs of its own.",
        .path = "/account"});
  }
  return account.value_or(caller);
}

}  // namespace

ControlResult<ControlInput> ReadInput(const Route& route, const Scope& caller, Request request) {
  ControlInput input;
  input.client = request.client;
  auto query = ReadQuery(route, request.Query());
  if (!query) return tl::unexpected(std::move(query.error()));
  input.query = std::move(*query);
  auto body = ReadBody(route, request.body);
  if (!body) return tl::unexpected(std::move(body.error()));
  input.body = std::move(*body);
  input.scope = caller;
  if (route.accounts != Accounts::kNone) {
    auto account = AccountFor(route, caller.account, input);
    if (!account) return tl::unexpected(std::move(account.error()));
    input.scope.account = std::move(*account);
  }
  if (const auto region = input.query.find("region"); region != input.query.end()) {
    if (!IsRegionName(region->second)) {
      return tl::unexpected(
          ControlError{.message = "'region' must be the name of a region, such as us-east-1.",
                       .path = "/region"});
    }
    input.scope.region = region->second;
  }
  if (route.body == BodyUse::kText) input.text = std::move(request.body);
  return input;
}

}  // namespace autopilot
