#include "storage/job_list_blocks.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "storage/job_list_sql.h"

namespace autopilot {
namespace {

// A search in a block costs as much as passing over so many jobs.
constexpr std::int64_t kPassedPerSearch = 10;

std::int64_t BlockOf(std::int64_t id) { return id >> kBlockShift; }

// A number without a divisor in common with `count`, near 0.618 of it: steps of that size round a
// circle come to every place once, and are always spread over all of it.
std::int64_t StrideAround(std::int64_t count) {
  std::int64_t stride = std::max<std::int64_t>(1, count * 618 / 1000);
  while (std::gcd(stride, count) != 1) ++stride;
  return stride;
}

// The names found while block after block is looked into.
class FirstNames {
 public:
  FirstNames(Connection& connection, const JobNamesQuery& query, const std::string& after,
             std::size_t count)
      : order_(query.order),
        behind_all_(BeforeAllNames(Opposite(query.order))),
        count_(count),
        rows_(connection.Prepare(NamesInBlockSql(query.order))) {
    rows_->bind(":account", query.scope.account);
    rows_->bind(":region", query.scope.region);
    rows_->bind(":id_low", query.ids.low);
    rows_->bind(":id_high", query.ids.high);
    rows_->bind(":name_contains", query.name_contains);
    rows_->bind(":after_name", after);
    found_.reserve(2 * count);
  }

  void LookInto(std::int64_t block) {
    const std::size_t before = found_.size();
    rows_->reset();
    rows_->bind(":block", block);
    rows_->bind(":before_name", before == count_ ? found_.back().name : behind_all_);
    for (std::size_t taken = 0; taken < count_ && rows_->executeStep(); ++taken) {
      JobName next{.id = rows_->getColumn(0).getInt64(), .name = rows_->getColumn(1).getString()};
      // With those taken before it, it has to be among the first.
      const std::size_t rival = count_ - 1 - taken;
      if (rival < before && !IsBefore(next, found_[rival])) break;
      found_.push_back(std::move(next));
    }
    std::inplace_merge(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(before),
                       found_.end(),
                       [this](const JobName& a, const JobName& b) { return IsBefore(a, b); });
    if (found_.size() > count_) found_.resize(count_);
  }

  std::vector<JobName> Take() && { return std::move(found_); }

 private:
  bool IsBefore(const JobName& a, const JobName& b) const {
    return order_ == SortOrder::kAscending ? a.name < b.name : b.name < a.name;
  }

  const SortOrder order_;
  const std::string behind_all_;
  const std::size_t count_;
  CachedStatement rows_;
  std::vector<JobName> found_;  // sorted
};

}  // namespace

bool IsWorthBlocks(const JobIdRange& ids) {
  return ids.most_outside / kPassedPerSearch > BlockOf(ids.high) - BlockOf(ids.low);
}

std::string BeforeAllNames(SortOrder order) {
  // Names are never empty, and no UTF-8 text contains the byte FF.
  return order == SortOrder::kAscending ? "" : "\xFF";
}

std::vector<JobName> NextNames(Connection& connection, const JobNamesQuery& query,
                               const std::string& after, std::size_t count) {
  FirstNames names(connection, query, after, count);
  const std::int64_t first = BlockOf(query.ids.low);
  const std::int64_t last = BlockOf(query.ids.high);
  // Those in between come first: they find names that end the walk through the others early. Names
  // often ascend with time, so the one with the first names is looked into before all others. Names
  // that descend with time would make each next block as good as its neighbour; in big steps, only
  // a few bring anything new.
  const std::int64_t between = last - first - 1;
  const std::int64_t stride = between > 0 ? StrideAround(between) : 0;
  for (std::int64_t n = 0; n < between; ++n) {
    const std::int64_t step = n * stride % between;
    names.LookInto(query.order == SortOrder::kAscending ? first + 1 + step : last - 1 - step);
  }
  names.LookInto(first);
  if (last != first) names.LookInto(last);
  return std::move(names).Take();
}

}  // namespace autopilot
