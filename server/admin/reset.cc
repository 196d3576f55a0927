#include "server/admin/reset.h"

#include <utility>

#include "control/snapshots.h"

namespace autopilot {

void ResetAll(Control& control, const std::string& owner, ControlState::Done done) {
  Reset(control.state, owner,
        [&control, owner, done = std::move(done)](ControlState::Outcome outcome) {
          if (outcome) {
            const auto account = AccountOf(owner);
            control.faults.Clear(account);
            control.journal.Clear(account);
          }
          done(std::move(outcome));
        });
}

}  // namespace autopilot
