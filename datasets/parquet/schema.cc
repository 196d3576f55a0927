#include "datasets/parquet/schema.h"

#include <string_view>
#include <utility>

#include "common/utf8.h"

namespace autopilot {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::int32_t kMaxScale = 1'000;

struct Element {
  std::optional<std::int32_t> physical;
  std::int32_t length = 0;
  std::int32_t repetition = 0;  // 0 required, 1 optional, 2 repeated
  std::string_view name;
  std::int32_t children = 0;
  ParquetLeaf leaf;
  bool has_logical = false;
};

DataError Damaged(const std::string& what) {
  return {DataErrorKind::kMalformed, "The Parquet file's schema is damaged: " + what + "."};
}

DataError DamagedColumn(std::string_view path, const std::string& what) {
  return Damaged("column '" + ShownName(path) + "' " + what);
}

// The old annotations, which newer writers add for older readers.
void SetConverted(std::int32_t type, ParquetLeaf& leaf) {
  switch (type) {
    case 0:   // UTF8
    case 4:   // ENUM
    case 19:  // JSON
      leaf.meaning = ParquetMeaning::kText;
      return;
    case 5:
      leaf.meaning = ParquetMeaning::kDecimal;
      return;
    case 6:
      leaf.meaning = ParquetMeaning::kDate;
      return;
    case 7:
    case 8:
      leaf.meaning = ParquetMeaning::kTime;
      leaf.unit = type == 7 ? ParquetTimeUnit::kMillis : ParquetTimeUnit::kMicros;
      return;
    case 9:
    case 10:
      leaf.meaning = ParquetMeaning::kTimestamp;
      leaf.unit = type == 9 ? ParquetTimeUnit::kMillis : ParquetTimeUnit::kMicros;
      leaf.is_utc = true;
      return;
    case 11:  // UINT_8 to UINT_64
    case 12:
    case 13:
    case 14:
      leaf.meaning = ParquetMeaning::kUnsigned;
      return;
    case 15:  // INT_8 to INT_64
    case 16:
    case 17:
    case 18:
      leaf.meaning = ParquetMeaning::kPlain;
      return;
    default:  // BSON, INTERVAL and what may come
      leaf.meaning = ParquetMeaning::kOther;
  }
}

void ReadTimeType(ThriftReader& reader, ThriftReader::Field field, ParquetLeaf& leaf) {
  reader.Struct(field, [&](ThriftReader::Field part) {
    if (part.id == 1) {
      leaf.is_utc = reader.Bool(part);
      return true;
    }
    if (part.id != 2) return false;
    reader.Struct(part, [&](ThriftReader::Field unit) {
      if (reader.Expect(unit.id >= 1 && unit.id <= 3)) {
        leaf.unit = static_cast<ParquetTimeUnit>(unit.id - 1);
      }
      return false;
    });
    return true;
  });
}

// One member of the union LogicalType.
bool ReadLogicalMember(ThriftReader& reader, ThriftReader::Field field, ParquetLeaf& leaf) {
  switch (field.id) {
    case 1:   // STRING
    case 4:   // ENUM
    case 12:  // JSON
      leaf.meaning = ParquetMeaning::kText;
      return false;
    case 5:
      leaf.meaning = ParquetMeaning::kDecimal;
      reader.Struct(field, [&](ThriftReader::Field part) {
        if (part.id != 1) return false;
        leaf.scale = reader.Integer32(part);
        return true;
      });
      return true;
    case 6:
      leaf.meaning = ParquetMeaning::kDate;
      return false;
    case 7:
    case 8:
      leaf.meaning = field.id == 7 ? ParquetMeaning::kTime : ParquetMeaning::kTimestamp;
      ReadTimeType(reader, field, leaf);
      return true;
    case 10:
      reader.Struct(field, [&](ThriftReader::Field part) {
        if (part.id != 2) return false;
        const bool is_signed = reader.Bool(part);
        leaf.meaning = is_signed ? ParquetMeaning::kPlain : ParquetMeaning::kUnsigned;
        return true;
      });
      return true;
    case 11:  // UNKNOWN: nothing but nulls
      leaf.meaning = ParquetMeaning::kPlain;
      return false;
    case 14:
      leaf.meaning = ParquetMeaning::kUuid;
      return false;
    case 15:
      leaf.meaning = ParquetMeaning::kFloat16;
      return false;
    default:  // MAP, LIST, BSON, VARIANT, GEOMETRY and what may come
      leaf.meaning = ParquetMeaning::kOther;
      return false;
  }
}

Element ReadElement(ThriftReader& reader) {
  Element element;
  std::optional<std::int32_t> converted;
  ParquetLeaf logical;
  reader.Struct([&](ThriftReader::Field field) {
    switch (field.id) {
      case 1:
        element.physical = reader.Integer32(field);
        return true;
      case 2:
        element.length = reader.Integer32(field);
        return true;
      case 3:
        element.repetition = reader.Integer32(field);
        return true;
      case 4:
        element.name = reader.Binary(field);
        return true;
      case 5:
        element.children = reader.Integer32(field);
        return true;
      case 6:
        converted = reader.Integer32(field);
        return true;
      case 7:
        element.leaf.scale = reader.Integer32(field);
        return true;
      case 10:
        element.has_logical = true;
        reader.Struct(field, [&](ThriftReader::Field member) {
          return ReadLogicalMember(reader, member, logical);
        });
        return true;
      default:
        return false;
    }
  });
  if (element.has_logical) {
    element.leaf = std::move(logical);
  } else if (converted) {
    SetConverted(*converted, element.leaf);
  }
  return element;
}

// Whether values stored this way can mean that.
bool Fits(const ParquetLeaf& leaf) {
  const bool is_int =
      leaf.physical == PhysicalType::kInt32 || leaf.physical == PhysicalType::kInt64;
  const bool is_bytes = leaf.physical == PhysicalType::kByteArray ||
                        leaf.physical == PhysicalType::kFixedLenByteArray;
  const bool is_fixed = leaf.physical == PhysicalType::kFixedLenByteArray;
  switch (leaf.meaning) {
    case ParquetMeaning::kText:
      return is_bytes;
    case ParquetMeaning::kUnsigned:
      return is_int;
    case ParquetMeaning::kDecimal:
      return is_int || is_bytes;
    case ParquetMeaning::kDate:
      return leaf.physical == PhysicalType::kInt32;
    case ParquetMeaning::kTime:
      return leaf.unit == ParquetTimeUnit::kMillis ? leaf.physical == PhysicalType::kInt32
                                                   : leaf.physical == PhysicalType::kInt64;
    case ParquetMeaning::kTimestamp:
      return leaf.physical == PhysicalType::kInt64;
    case ParquetMeaning::kUuid:
      return is_fixed && leaf.length == 16;
    case ParquetMeaning::kFloat16:
      return is_fixed && leaf.length == 2;
    case ParquetMeaning::kPlain:
    case ParquetMeaning::kOther:
      return true;
  }
  return false;
}

// Where the reading of the tree is: a group whose children are still to come.
struct Group {
  std::int32_t children_left = 0;
  std::string path;  // with a dot behind it
  std::uint32_t definition = 0;
  bool is_repeated = false;
};

DataResult<ParquetLeaf> MakeLeaf(Element& element) {
  ParquetLeaf leaf = std::move(element.leaf);
  if (*element.physical < 0 || *element.physical > 7) {
    return tl::unexpected(DamagedColumn(leaf.name, "has a physical type that is none"));
  }
  leaf.physical = static_cast<PhysicalType>(*element.physical);
  leaf.length = element.length;
  if (leaf.physical == PhysicalType::kFixedLenByteArray && leaf.length <= 0) {
    return tl::unexpected(DamagedColumn(leaf.name, "has values without a length"));
  }
  if (leaf.meaning == ParquetMeaning::kDecimal && (leaf.scale < 0 || leaf.scale > kMaxScale)) {
    return tl::unexpected(DamagedColumn(leaf.name, "has decimals of an absurd scale"));
  }
  if (!Fits(leaf)) {
    return tl::unexpected(
        DamagedColumn(leaf.name, "has a logical type that its physical type cannot hold"));
  }
  return leaf;
}

// Puts the elements together, which come in the order of the tree.
class TreeReader {
 public:
  explicit TreeReader(const ParquetLimits& limits) : limits_(limits) {}

  // False: stop, error() says why.
  bool Add(Element element) {
    if (++elements_ > limits_.max_columns) {
      return Fail({DataErrorKind::kTooLarge, "The Parquet file has more than " +
                                                 std::to_string(limits_.max_columns) +
                                                 " columns and groups."});
    }
    while (!groups_.empty() && groups_.back().children_left == 0) groups_.pop_back();
    if (element.children < 0) return Fail(Damaged("a group has a negative number of columns"));
    if (elements_ == 1) {  // the root, whose name is nobody's business
      groups_.push_back({element.children, "", 0, false});
      return true;
    }
    if (groups_.empty()) return Fail(Damaged("it has columns that belong to no group"));
    if (element.repetition < 0 || element.repetition > 2) {
      return Fail(Damaged("a column is neither required nor optional nor repeated"));
    }
    if (!IsUtf8(element.name)) return Fail(Damaged("a column's name is not valid UTF-8"));
    Group& parent = groups_.back();
    --parent.children_left;
    std::string path = parent.path + std::string(element.name);
    names_bytes_ += path.size();
    if (names_bytes_ > limits_.max_footer_bytes) {
      return Fail(
          {DataErrorKind::kTooLarge, "The names of the Parquet file's columns have more than " +
                                         std::to_string(limits_.max_footer_bytes) + " bytes."});
    }
    const std::uint32_t definition = parent.definition + (element.repetition == 0 ? 0U : 1U);
    const bool is_repeated = parent.is_repeated || element.repetition == 2;
    if (element.physical) {
      if (element.children > 0) return Fail(DamagedColumn(path, "has columns itself"));
      element.leaf.name = std::move(path);
      element.leaf.max_definition = definition;
      element.leaf.is_repeated = is_repeated;
      auto leaf = MakeLeaf(element);
      if (!leaf) return Fail(std::move(leaf.error()));
      leaves_.push_back(std::move(*leaf));
      return true;
    }
    if (groups_.size() >= kMaxDepth) return Fail(Damaged("its groups are too deep"));
    groups_.push_back({element.children, path + ".", definition, is_repeated});
    return true;
  }

  DataResult<std::vector<ParquetLeaf>> Finish() {
    if (error_) return tl::unexpected(std::move(*error_));
    while (!groups_.empty() && groups_.back().children_left == 0) groups_.pop_back();
    if (elements_ == 0) return tl::unexpected(Damaged("it is empty"));
    if (!groups_.empty()) return tl::unexpected(Damaged("a group has fewer columns than it says"));
    return std::move(leaves_);
  }

 private:
  bool Fail(DataError error) {
    error_ = std::move(error);
    return false;
  }

  const ParquetLimits& limits_;
  std::vector<Group> groups_;
  std::vector<ParquetLeaf> leaves_;
  std::size_t elements_ = 0;
  std::size_t names_bytes_ = 0;
  std::optional<DataError> error_;
};

}  // namespace

DeclaredType ParquetLeaf::Declared() const {
  if (!IsReadable()) return DeclaredType::kOther;
  switch (meaning) {
    case ParquetMeaning::kUnsigned:
      return DeclaredType::kInteger;
    case ParquetMeaning::kDecimal:
      return scale == 0 ? DeclaredType::kInteger : DeclaredType::kReal;
    case ParquetMeaning::kDate:
    case ParquetMeaning::kTimestamp:
      return DeclaredType::kTimestamp;
    case ParquetMeaning::kFloat16:
      return DeclaredType::kReal;
    case ParquetMeaning::kText:
    case ParquetMeaning::kTime:
    case ParquetMeaning::kUuid:
      return DeclaredType::kText;
    case ParquetMeaning::kPlain:
    case ParquetMeaning::kOther:
      break;
  }
  switch (physical) {
    case PhysicalType::kBoolean:
      return DeclaredType::kBoolean;
    case PhysicalType::kInt32:
    case PhysicalType::kInt64:
      return DeclaredType::kInteger;
    case PhysicalType::kInt96:
      return DeclaredType::kTimestamp;
    case PhysicalType::kFloat:
    case PhysicalType::kDouble:
      return DeclaredType::kReal;
    case PhysicalType::kByteArray:
    case PhysicalType::kFixedLenByteArray:
      break;
  }
  return DeclaredType::kText;
}

DataResult<std::vector<ParquetLeaf>> ReadSchema(ThriftReader& reader, ThriftReader::Field field,
                                                const ParquetLimits& limits) {
  TreeReader tree(limits);
  bool goes_on = true;
  reader.List(field, ThriftType::kStruct, [&] {
    Element element = ReadElement(reader);
    if (reader.ok()) goes_on = tree.Add(std::move(element));
    reader.Expect(goes_on);
  });
  if (!reader.ok() && goes_on) return tl::unexpected(Damaged("it cannot be decoded"));
  return tree.Finish();
}

}  // namespace autopilot
