#include "storage/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <vector>

namespace autopilot {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// Notes the size of each batch instead of running it. The first one waits until it is let go.
class BatchesNoted final : public BatchRunner {
 public:
  std::vector<WriteOutcome> Run(std::span<const Store::Work> works) noexcept override {
    if (sizes.empty()) {
      started.set_value();
      go_on.get_future().wait();
    }
    sizes.push_back(works.size());
    return std::vector(works.size(), outcome);
  }

  std::promise<void> started;
  std::promise<void> go_on;
  std::vector<std::size_t> sizes;
  WriteOutcome outcome = WriteOutcome::kCommitted;
};

TEST(WriterTest, WhatIsQueuedBecomesBatchesUpToTheBound) {
  BatchesNoted batches;
  std::vector<int> done;
  auto writer = std::make_unique<Writer>(batches);
  writer->Enqueue([](WriteTransaction&) {}, {});
  batches.started.get_future().wait();
  for (int i = 0; i < 130; ++i) {
    writer->Enqueue([](WriteTransaction&) {}, [&done, i](WriteOutcome) { done.push_back(i); });
  }
  batches.go_on.set_value();
  writer.reset();
  EXPECT_THAT(batches.sizes, ElementsAre(1U, Writer::kMaxBatch, Writer::kMaxBatch, 2U));
  EXPECT_EQ(done.size(), 130U);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST(WriterTest, TheOutcomeOfTheBatchReachesTheCallers) {
  BatchesNoted batches;
  batches.outcome = WriteOutcome::kFailed;
  batches.go_on.set_value();
  std::vector<WriteOutcome> outcomes;
  {
    Writer writer(batches);
    for (int i = 0; i < 3; ++i) {
      writer.Enqueue([](WriteTransaction&) {},
                     [&](WriteOutcome outcome) { outcomes.push_back(outcome); });
    }
  }
  EXPECT_EQ(outcomes.size(), 3U);
  EXPECT_THAT(outcomes, Each(WriteOutcome::kFailed));
}

TEST(WriterTest, AWriteQueuedByACallbackRunsEvenWhileTheWriterEnds) {
  BatchesNoted batches;
  bool second_done = false;
  auto writer = std::make_unique<Writer>(batches);
  Writer& borrowed = *writer;
  writer->Enqueue([](WriteTransaction&) {},
                  [&](WriteOutcome) {
                    borrowed.Enqueue([](WriteTransaction&) {},
                                     [&](WriteOutcome) { second_done = true; });
                  });
  batches.started.get_future().wait();
  batches.go_on.set_value();
  writer.reset();
  EXPECT_TRUE(second_done);
}

}  // namespace
}  // namespace autopilot
