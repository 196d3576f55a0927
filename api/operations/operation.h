#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/data/data_access.h"
#include "api/operations/page_token.h"
#include "api/options.h"
#include "common/error.h"
#include "common/scope.h"
#include "common/time.h"
#include "control/control_state.h"
#include "control/profile_queue.h"
#include "control/timer_queue.h"
#include "storage/store.h"

namespace autopilot {

// What every operation may use. Outlives all calls.
struct OperationContext {
  const ApiOptions& options;
  Store& store;
  ControlState& control;  // clocks, and how jobs are made
  const PageTokens& tokens;
  TimerQueue& slow_reads;  // runs what would hold other requests up, one after the other
  DataAccess* data;        // null: all data is assumed fine
  ProfileQueue& profiles;  // reads what jobs wait for
};

// While an answer stays what it is.
struct AnswerSpan {
  Timestamp from;
  std::optional<Timestamp> until;  // from then on something else shows; absent: never
  const JobVersion* version = nullptr;
  std::uint64_t at_version = 0;
  std::string family;  // answers of one family resemble each other

  bool IsCurrent() const { return *version == at_version; }
  bool Holds(Timestamp now) const { return IsCurrent() && now >= from && (!until || now < *until); }
};

// What is to be known of a call besides its answer.
struct CallNotes {
  bool wants_span = false;  // set by the caller of the operation
  std::optional<AnswerSpan> span = {};
  std::string scenario = {};  // that decides about the job that was to be created
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

// Replies with what `read` returns, which takes long, once its turn has come.
void ReadSlowly(TimerQueue& slow_reads, std::function<Result<std::string>()> read,
                OutputReply reply);

// Runs `work` in a write transaction and replies with its result once it is durable. `work` must
// check everything before its first change: an Error does not undo changes.
void WriteThenReply(Store& store, std::function<Result<std::string>(WriteTransaction&)> work,
                    OutputReply reply);

}  // namespace autopilot
