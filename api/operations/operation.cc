#include "api/operations/operation.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "api/operations/operations.h"
#include "api/protocol/errors.h"

namespace autopilot {
namespace {

struct Route {
  std::string_view name;
  Operation operation;
};

constexpr std::array kRoutes{
    Route{"AddTags", AddTags},
    Route{"CreateAutoMLJob", CreateAutoMLJob},
    Route{"CreateAutoMLJobV2", CreateAutoMLJobV2},
    Route{"DeleteTags", DeleteTags},
    Route{"DescribeAutoMLJob", DescribeAutoMLJob},
    Route{"DescribeAutoMLJobV2", DescribeAutoMLJobV2},
    Route{"ListAutoMLJobs", ListAutoMLJobs},
    Route{"ListCandidatesForAutoMLJob", ListCandidatesForAutoMLJob},
    Route{"ListTags", ListTags},
    Route{"StopAutoMLJob", StopAutoMLJob},
};

}  // namespace

Operation FindOperation(std::string_view name) {
  const auto* route = std::find_if(kRoutes.begin(), kRoutes.end(),
                                   [&](const Route& candidate) { return candidate.name == name; });
  return route == kRoutes.end() ? nullptr : route->operation;
}

void WriteThenReply(Store& store, std::function<Result<std::string>(WriteTransaction&)> work,
                    OutputReply reply) {
  auto result = std::make_shared<Result<std::string>>(tl::unexpected(errors::InternalFailure()));
  store.Write([result, work = std::move(work)](
                  WriteTransaction& transaction) { *result = work(transaction); },
              [result, reply = std::move(reply)](WriteOutcome outcome) {
                if (outcome == WriteOutcome::kFailed)
                  *result = tl::unexpected(errors::InternalFailure());
                reply(std::move(*result));
              });
}

}  // namespace autopilot
