#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api/operations/page_token.h"
#include "api/options.h"
#include "common/error.h"
#include "common/scope.h"
#include "common/time.h"
#include "control/control_state.h"
#include "storage/store.h"

namespace autopilot {

// What every operation may use. Outlives all calls.
struct OperationContext {
  const ApiOptions& options;
  Store& store;
  ControlState& control;  // clocks, and how jobs are made
  const PageTokens& tokens;
};

// What the journal is to know of a call besides its answer.
struct CallNotes {
  std::string scenario;  // that decides about the job that was to be created
};

// One call: the input satisfies the operation's shape (see CheckInput).
struct Call {
  Scope scope;
  Timestamp now;  // of the whole request, cut to the millisecond
  nlohmann::json input;
  CallNotes& notes;  // valid until the reply has been called
  // False where a fault puts something else in the place of the answer.
  bool is_answered = true;
};

// Takes the output structure as JSON text ("" for an operation without output) or the error.
// Called exactly once, perhaps on the store's writer thread.
using OutputReply = std::function<void(Result<std::string>)>;

using Operation = void (*)(const OperationContext& context, const Call& call, OutputReply reply);

// The operation of that name in X-Amz-Target, or null.
Operation FindOperation(std::string_view name);

// Runs `work` in a write transaction and replies with its result once it is durable. `work` must
// check everything before its first change: an Error does not undo changes.
void WriteThenReply(Store& store, std::function<Result<std::string>(WriteTransaction&)> work,
                    OutputReply reply);

}  // namespace autopilot
