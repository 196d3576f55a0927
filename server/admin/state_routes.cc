#include "api/operations/imported_job_check.h"

#include <string>
#include <utility>

#include "control/snapshots.h"
#include "server/admin/reset.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestName = 64;

TimerQueue& Background(const CallPtr& call) { return call->services().control.background; }

void PostReset(const CallPtr& call) {
  if (const auto error = call->Fields().Done()) return call->Refuse(*error);
  ResetAll(call->services().control, call->account(), AnswerWith(call));
}

void GetSnapshots(const CallPtr& call) {
  AnswerWith(call)(ListSnapshots(call->state(), call->account()));
}

void PutSnapshot(const CallPtr& call) {
  if (const auto error = call->Fields().Done()) return call->Refuse(*error);
  const std::string& name = call->Parameter("name");
  if (name.size() > kLongestName) {
    return call->Refuse({.message = "The name of a snapshot has at most 64 bytes."});
  }
  TakeSnapshot(call->state(), Background(call), call->account(), name, AnswerWith(call));
}

void DeleteSnapshot(const CallPtr& call) {
  RemoveSnapshot(call->state(), call->account(), call->Parameter("name"), AnswerWith(call));
}

void PostRestore(const CallPtr& call) {
  if (const auto error = call->Fields().Done()) return call->Refuse(*error);
  RestoreSnapshot(call->state(), Background(call), call->account(), call->Parameter("name"),
                  AnswerWith(call));
}

void GetExport(const CallPtr& call) {
  ExportState(call->state(), Background(call), call->account(),
              [call](ControlState::Outcome outcome) {
                if (!outcome) return call->Refuse(outcome.error());
                call->Send({.status = 200,
                            .content_type = "application/x-ndjson",
                            .body = std::move(outcome->get_ref<std::string&>()),
                            .headers = {{"x-amzn-RequestId", call->record().request_id},
                                        {"Cache-Control", "no-store"}}});
              });
}

void PostImport(const CallPtr& call) {
  const auto check_job = [call](const JobRecord& job) {
    return ProblemOfImportedJob(job, call->services().model, call->services().api);
  };
  const auto check_tags = [call](const std::vector<Tag>& tags) {
    return ProblemOfImportedTags(tags, call->services().model);
  };
  ImportState(call->state(), Background(call), call->account(), std::move(call->input().text),
              {.job = check_job, .tags = check_tags}, AnswerWith(call));
}

}  // namespace

std::vector<Route> StateRoutes() {
  constexpr std::string_view kSnapshot = "/_autopilot/snapshots/{name}";
  return {{.method = "POST",
           .path = "/_autopilot/reset",
           .handle = PostReset,
           .body = BodyUse::kObject},
          {.method = "GET", .path = "/_autopilot/snapshots", .handle = GetSnapshots},
          {.method = "PUT", .path = kSnapshot, .handle = PutSnapshot, .body = BodyUse::kObject},
          {.method = "DELETE", .path = kSnapshot, .handle = DeleteSnapshot},
          {.method = "POST",
           .path = "/_autopilot/snapshots/{name}/restore",
           .handle = PostRestore,
           .body = BodyUse::kObject},
          {.method = "GET", .path = "/_autopilot/export", .handle = GetExport},
          {.method = "POST",
           .path = "/_autopilot/import",
           .handle = PostImport,
           .body = BodyUse::kText}};
}

}  // namespace autopilot
