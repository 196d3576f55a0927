#include "server/serve.h"

#include <chrono>
#include <ostream>

#include "common/wall_clock.h"
#include "server/app.h"
#include "server/http/health_check.h"
#include "server/start_file.h"
#include "server/version.h"

namespace autopilot {
namespace {

constexpr std::chrono::seconds kHealthTimeout{3};

ExitCode Run(const ServeCommand& command, Log& log, std::ostream& out) {
  const WallClock clock;
  App app(command, clock, log);
  app.Start();
  const std::string authority = app.authority_file().string();
  log.Write(LogLevel::kInfo, "ready",
            {{"url", app.url()},
             {"tls_url", app.tls_url()},
             {"ca", authority},
             {"control", app.control_url()}});
  out << "autopilot-local " << kVersion << " ready on " << app.url() << std::endl;
  if (!app.tls_url().empty()) {
    out << "autopilot-local speaks TLS on " << app.tls_url();
    if (!authority.empty()) out << "; its CA: " << authority;
    out << std::endl;
  }
  const StopResult result = app.Join();
  if (result == StopResult::kCutOff) {
    log.Write(LogLevel::kWarning, "stopped before all requests were answered");
    return ExitCode::kOther;
  }
  log.Write(LogLevel::kInfo, "stopped");
  return ExitCode::kOk;
}

struct Runner {
  std::ostream& out;
  std::ostream& err;

  ExitCode operator()(const ServeCommand& command) const { return Serve(command, out, err); }

  ExitCode operator()(const HealthCommand& command) const {
    const auto problem = CheckHealth(command.url, kHealthTimeout);
    if (!problem) return ExitCode::kOk;
    err << "autopilot-local health: " << *problem << '\n';
    return ExitCode::kOther;
  }

  ExitCode operator()(const ExitCommand& command) const {
    out << command.output;
    err << command.errors;
    return command.code;
  }
};

}  // namespace

ExitCode Serve(const ServeCommand& command, std::ostream& out, std::ostream& err) {
  // Why the server does not run is told even with --log-level off.
  const auto give_up = [&](const std::exception& reason, ExitCode code) {
    Log({.level = LogLevel::kError, .format = command.log.format}, err)
        .Write(LogLevel::kError, reason.what());
    return code;
  };
  try {
    Log log(command.log, err);
    return Run(command, log, out);
  } catch (const StartFileError& e) {
    return give_up(e, ExitCode::kUsage);
  } catch (const AddressError& e) {
    return give_up(e, ExitCode::kAddress);
  } catch (const StoreOpenError& e) {
    return give_up(e, ExitCode::kDataFolder);
  } catch (const std::exception& e) {
    return give_up(e, ExitCode::kOther);
  }
}

ExitCode RunCommand(const Command& command, std::ostream& out, std::ostream& err) {
  return std::visit(Runner{out, err}, command);
}

}  // namespace autopilot
