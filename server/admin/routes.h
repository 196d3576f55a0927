#pragma once

#include <vector>

#include "server/admin/route.h"

namespace autopilot {

// The routes of the control API, one function for each file of them.
std::vector<Route> InfoRoutes();
std::vector<Route> ClockRoutes();
std::vector<Route> SettingRoutes();
std::vector<Route> ScenarioRoutes();
std::vector<Route> FaultRoutes();
std::vector<Route> JournalRoutes();
std::vector<Route> WaitRoutes();
std::vector<Route> JobRoutes();
std::vector<Route> StateRoutes();
std::vector<Route> MotoRoutes();
std::vector<Route> LocalStackRoutes();

// All of them, in this order.
std::vector<Route> AllRoutes();

}  // namespace autopilot
