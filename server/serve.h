#pragma once

#include <iosfwd>

#include "server/exit_code.h"
#include "server/options.h"

namespace autopilot {

// Runs the server until a signal ends it. When it is ready, one line
// "autopilot-local VERSION ready on http://HOST:PORT" goes to `out`; the log goes to `err`.
ExitCode Serve(const ServeCommand& command, std::ostream& out, std::ostream& err);

// Does what a command line asks for.
ExitCode RunCommand(const Command& command, std::ostream& out, std::ostream& err);

}  // namespace autopilot
