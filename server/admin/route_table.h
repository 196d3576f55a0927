#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/admin/route.h"

namespace autopilot {

// Finds the route of a request. Immutable.
class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes);

  const std::vector<Route>& routes() const { return routes_; }
  // All paths, each once.
  const std::vector<std::string>& paths() const { return paths_; }

  // What there is at a path.
  struct Place {
    const Route* route = nullptr;      // null: the path does not take the method
    std::vector<std::string> methods;  // that it takes, with HEAD where there is GET
    bool is_open = false;              // Access::kOpen whatever the method
    // By the names in the pattern, decoded; nothing if that fails.
    std::optional<std::map<std::string, std::string>> parameters;
  };
  // Nothing if there is no such path. A path without parameters goes before one with them.
  std::optional<Place> Find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
  std::vector<std::string> paths_;
};

}  // namespace autopilot
