#include "server/admin/route_table.h"

#include <algorithm>
#include <utility>

#include "api/protocol/form_values.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (;;) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool IsParameter(std::string_view segment) { return segment.starts_with('{'); }

bool HasParameters(std::string_view pattern) { return pattern.find('{') != std::string_view::npos; }

bool Fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](std::string_view expected, std::string_view actual) {
                      return IsParameter(expected) ? !actual.empty() : expected == actual;
                    });
}

// JSON, in which they end up, cannot hold other text.
bool IsUtf8(const std::string& text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::ignore) ==
         json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::map<std::string, std::string>> ParametersOf(std::string_view pattern,
                                                               std::string_view path) {
  std::map<std::string, std::string> parameters;
  const auto names = Segments(pattern);
  const auto values = Segments(path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!IsParameter(names[i])) continue;
    auto value = PathSegment(values[i]);
    if (!value || !IsUtf8(*value)) return std::nullopt;
    parameters.emplace(names[i].substr(1, names[i].size() - 2), *std::move(value));
  }
  return parameters;
}

void Append(std::vector<Route>& all, std::vector<Route> routes) {
  std::move(routes.begin(), routes.end(), std::back_inserter(all));
}

}  // namespace

std::string LabelOf(const Route& route) {
  return std::string(route.method) + " " + std::string(route.path);
}

std::vector<std::string> QueryOf(const Route& route) {
  std::vector<std::string> names;
  if (route.accounts != Accounts::kNone) names.emplace_back("account");
  names.insert(names.end(), route.query.begin(), route.query.end());
  return names;
}

std::vector<Route> AllRoutes() {
  std::vector<Route> all;
  for (auto* const routes_of :
       {InfoRoutes, ClockRoutes, SettingRoutes, ScenarioRoutes, FaultRoutes, JournalRoutes,
        WaitRoutes, JobRoutes, StateRoutes, MotoRoutes, LocalStackRoutes}) {
    Append(all, routes_of());
  }
  return all;
}

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) {
    if (std::find(paths_.begin(), paths_.end(), route.path) == paths_.end()) {
      paths_.emplace_back(route.path);
    }
  }
}

std::optional<RouteTable::Place> RouteTable::Find(std::string_view method,
                                                  std::string_view path) const {
  const auto segments = Segments(path);
  std::string_view pattern;
  for (const std::string& candidate : paths_) {
    if (!Fits(Segments(candidate), segments)) continue;
    if (pattern.empty() || !HasParameters(candidate)) pattern = candidate;
  }
  if (pattern.empty()) return std::nullopt;
  Place place;
  place.parameters = ParametersOf(pattern, path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : routes_) {
    if (route.path != pattern) continue;
    place.methods.emplace_back(route.method);
    if (route.method == "GET") place.methods.emplace_back("HEAD");
    place.is_open = place.is_open || route.access == Access::kOpen;
    if (route.method == wanted) place.route = &route;
  }
  return place;
}

}  // namespace autopilot
