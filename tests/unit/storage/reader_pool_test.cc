#include "storage/reader_pool.h"

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "storage/database.h"

namespace autopilot {
namespace {

class ReaderPoolTest : public ::testing::Test {
 protected:
  const DatabaseLocation location_ = DatabaseLocation::Memory();
  SQLite::Database writer_ = OpenForWriting(location_);
  int opened_ = 0;
  ReaderPool pool_{[this] {
                     ++opened_;
                     return std::make_unique<Connection>(OpenForReading(location_));
                   },
                   nullptr};
};

TEST_F(ReaderPoolTest, AConnectionIsUsedAgain) {
  for (int i = 0; i < 3; ++i) ReaderPool::Lease lease(pool_);
  EXPECT_EQ(opened_, 1);
  EXPECT_EQ(pool_.IdleCount(), 1U);
}

TEST_F(ReaderPoolTest, GrowsWithTheReadersAndKeepsAFew) {
  {
    std::vector<std::unique_ptr<ReaderPool::Lease>> leases;
    for (int i = 0; i < 20; ++i) leases.push_back(std::make_unique<ReaderPool::Lease>(pool_));
    EXPECT_EQ(opened_, 20);
    EXPECT_EQ(pool_.IdleCount(), 0U);
  }
  EXPECT_EQ(pool_.IdleCount(), ReaderPool::kIdleConnections);
}

TEST_F(ReaderPoolTest, ReadersCannotWrite) {
  ReaderPool::Lease lease(pool_);
  EXPECT_THROW((*lease).Database().exec("DELETE FROM jobs"), SQLite::Exception);
}

TEST_F(ReaderPoolTest, AConnectionThatCannotBeOpenedLetsTheWriterInAgain) {
  ReadWriteGate gate;
  ReaderPool broken([]() -> std::unique_ptr<Connection> { throw std::runtime_error("no"); }, &gate);
  EXPECT_THROW(ReaderPool::Lease lease(broken), std::runtime_error);
  EXPECT_TRUE(gate.EnterToWrite().owns_lock());
}

}  // namespace
}  // namespace autopilot
