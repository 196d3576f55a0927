#include "storage/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace autopilot {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// Notes the size of each batch instead of running it. The first one waits until it is let go.
class BatchesNoted final : public BatchRunner {
 public:
  std::vector<WriteResult> Run(std::span<const Store::Work> works) noexcept override {
    if (sizes.empty()) {
      started.set_value();
      go_on.get_future().wait();
    }
    sizes.push_back(works.size());
    return std::vector(works.size(), result);
  }

  std::promise<void> started;
  std::promise<void> go_on;
  std::vector<std::size_t> sizes;
  WriteResult result{.committed = true, .error = {}};
};

TEST(WriterTest, WhatIsQueuedBecomesBatchesUpToTheBound) {
  BatchesNoted batches;
  std::vector<int> done;
  auto writer = std::make_unique<Writer>(batches, nullptr);
  writer->Enqueue([](WriteTransaction&) {}, {});
  batches.started.get_future().wait();
  for (int i = 0; i < 130; ++i) {
    writer->Enqueue([](WriteTransaction&) {},
                    [&done, i](const WriteResult&) { done.push_back(i); });
  }
  batches.go_on.set_value();
  writer.reset();
  EXPECT_THAT(batches.sizes, ElementsAre(1U, Writer::kMaxBatch, Writer::kMaxBatch, 2U));
  EXPECT_EQ(done.size(), 130U);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST(WriterTest, TheResultOfTheBatchReachesTheCallers) {
  BatchesNoted batches;
  batches.result = {.committed = false, .error = "because"};
  batches.go_on.set_value();
  std::vector<WriteResult> results;
  {
    Writer writer(batches, nullptr);
    for (int i = 0; i < 3; ++i) {
      writer.Enqueue([](WriteTransaction&) {},
                     [&](const WriteResult& result) { results.push_back(result); });
    }
  }
  EXPECT_EQ(results.size(), 3U);
  EXPECT_THAT(results, Each(batches.result));
}

TEST(WriterTest, AWriteQueuedByACallbackRunsEvenWhileTheWriterEnds) {
  BatchesNoted batches;
  bool second_done = false;
  auto writer = std::make_unique<Writer>(batches, nullptr);
  Writer& borrowed = *writer;
  writer->Enqueue([](WriteTransaction&) {},
                  [&](const WriteResult&) {
                    borrowed.Enqueue([](WriteTransaction&) {},
                                     [&](const WriteResult&) { second_done = true; });
                  });
  batches.started.get_future().wait();
  batches.go_on.set_value();
  writer.reset();
  EXPECT_TRUE(second_done);
}

TEST(WriterTest, WhatACallbackThrowsIsReportedAndTheOtherCallersAreServed) {
  struct NotAStandardException {};
  BatchesNoted batches;
  batches.go_on.set_value();
  std::vector<std::string> errors;
  bool served = false;
  {
    Writer writer(batches, [&](const std::string& error) { errors.push_back(error); });
    const auto nothing = [](WriteTransaction&) {};
    writer.Enqueue(nothing, [](const WriteResult&) { throw std::runtime_error("no reply"); });
    writer.Enqueue(nothing, [](const WriteResult&) { throw NotAStandardException{}; });
    writer.Enqueue(nothing, [&](const WriteResult&) { served = true; });
  }
  EXPECT_TRUE(served);
  EXPECT_THAT(errors, ElementsAre("the callback of a write failed: no reply",
                                  "the callback of a write failed: unknown exception"));
}

TEST(WriterTest, WhatACallbackThrowsNeedsNoOneToHearOfIt) {
  BatchesNoted batches;
  batches.go_on.set_value();
  bool served = false;
  {
    Writer writer(batches, nullptr);
    writer.Enqueue([](WriteTransaction&) {},
                   [](const WriteResult&) { throw std::runtime_error("no reply"); });
    writer.Enqueue([](WriteTransaction&) {}, [&](const WriteResult&) { served = true; });
  }
  EXPECT_TRUE(served);
}

}  // namespace
}  // namespace autopilot
