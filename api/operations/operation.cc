#include "api/operations/operation.h"

#include <algorithm>
#include <array>
#include <exception>
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

void ReadSlowly(TimerQueue& slow_reads, std::function<Result<std::string>()> read,
                OutputReply reply) {
  const auto run = [read = std::move(read), reply] {
    Result<std::string> result = tl::unexpected(errors::InternalFailure("the read has not run"));
    try {
      result = read();
    } catch (const std::exception& failure) {
      result = tl::unexpected(errors::InternalFailure(failure.what()));
    }
    reply(std::move(result));
  };
  slow_reads.RunAt(TimerQueue::Time::min(), run,
                   [reply] { reply(tl::unexpected(errors::ShuttingDown())); });
}

void WriteThenReply(Store& store, std::function<Result<std::string>(WriteTransaction&)> work,
                    OutputReply reply) {
  auto result = std::make_shared<Result<std::string>>(
      tl::unexpected(errors::InternalFailure("the write has not run")));
  auto done = [result, reply = std::move(reply)](const WriteResult& write) {
    if (!write.committed) *result = tl::unexpected(errors::NothingStored(write.error));
    reply(std::move(*result));
  };
  store.Write([result, work = std::move(work)](
                  WriteTransaction& transaction) { *result = work(transaction); },
              std::move(done));
}

}  // namespace autopilot
