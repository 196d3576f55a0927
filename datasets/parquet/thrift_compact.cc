#include "datasets/parquet/thrift_compact.h"

#include <limits>

#include "datasets/parquet/bytes_reader.h"

namespace autopilot {
namespace {

bool IsInteger(ThriftType type) {
  return type == ThriftType::kByte || type == ThriftType::kI16 || type == ThriftType::kI32 ||
         type == ThriftType::kI64;
}

}  // namespace

bool ThriftReader::Bool(Field field) {
  Expect(field.type == ThriftType::kTrue || field.type == ThriftType::kFalse);
  return ok() && field.type == ThriftType::kTrue;
}

std::int64_t ThriftReader::Integer(Field field) {
  if (!Expect(IsInteger(field.type))) return 0;
  if (field.type == ThriftType::kByte) {
    const std::uint8_t byte = Byte();
    return byte < 0x80 ? byte : byte - 0x100;
  }
  return ZigZag();
}

std::int32_t ThriftReader::Integer32(Field field) {
  const std::int64_t value = Integer(field);
  Expect(value >= std::numeric_limits<std::int32_t>::min() &&
         value <= std::numeric_limits<std::int32_t>::max());
  return ok() ? static_cast<std::int32_t>(value) : 0;
}

std::string_view ThriftReader::Binary(Field field) {
  return Expect(field.type == ThriftType::kBinary) ? BinaryElement() : "";
}

std::string_view ThriftReader::BinaryElement() {
  const std::uint64_t length = ReadVarint();
  const std::size_t start = position_;
  Advance(length);
  return ok() ? bytes_.substr(start, static_cast<std::size_t>(length)) : "";
}

void ThriftReader::Skip(ThriftType type) {
  switch (type) {
    case ThriftType::kTrue:  // a field's type is its value
    case ThriftType::kFalse:
      return;
    case ThriftType::kByte:
      return Advance(1);
    case ThriftType::kI16:
    case ThriftType::kI32:
    case ThriftType::kI64:
      ReadVarint();
      return;
    case ThriftType::kDouble:
      return Advance(sizeof(double));
    case ThriftType::kBinary:
      BinaryElement();
      return;
    case ThriftType::kList:
    case ThriftType::kSet: {
      if (!Enter()) return;
      const ListHeader header = ReadListHeader();
      const bool is_bool = header.type == ThriftType::kTrue || header.type == ThriftType::kFalse;
      for (std::size_t n = 0; ok() && n < header.size; ++n) {
        Skip(is_bool ? ThriftType::kByte : header.type);
      }
      --depth_;
      return;
    }
    case ThriftType::kMap:
      return SkipMap();
    case ThriftType::kStruct:
      return Struct([](Field) { return false; });
    case ThriftType::kStop:
      break;
  }
  Expect(false);
}

bool ThriftReader::Expect(bool holds) {
  if (!holds && ok()) state_ = State::kBad;
  return ok();
}

bool ThriftReader::Enter() {
  if (!Expect(depth_ < kMaxDepth)) return false;
  ++depth_;
  return true;
}

ThriftReader::Field ThriftReader::FieldAfter(int id) {
  const std::uint8_t head = Byte();
  const int delta = head >> 4;
  Field field;
  field.type = static_cast<ThriftType>(head & 0x0F);
  if (!ok() || field.type == ThriftType::kStop) return {};
  if (delta != 0) {
    field.id = id + delta;
  } else {
    const std::int64_t number = ZigZag();
    Expect(number >= 0 && number <= std::numeric_limits<std::int16_t>::max());
    field.id = ok() ? static_cast<int>(number) : 0;
  }
  return Expect(field.id <= std::numeric_limits<std::int16_t>::max()) ? field : Field{};
}

ThriftReader::ListHeader ThriftReader::ReadListHeader() {
  constexpr std::uint8_t kLong = 15;
  const std::uint8_t head = Byte();
  const std::uint64_t size = head >> 4 == kLong ? ReadVarint() : head >> 4;
  // Every element has a byte at least.
  if (ok() && size > left()) state_ = State::kCutShort;
  if (!ok()) return {};
  return {static_cast<ThriftType>(head & 0x0F), static_cast<std::size_t>(size)};
}

std::uint8_t ThriftReader::Byte() {
  const std::size_t start = position_;
  Advance(1);
  return ok() ? static_cast<std::uint8_t>(bytes_[start]) : std::uint8_t{0};
}

std::uint64_t ThriftReader::ReadVarint() {
  if (!ok()) return 0;
  const auto varint = FirstVarint(bytes_.substr(position_));
  if (!varint) {
    state_ = left() < Varint::kMaxSize ? State::kCutShort : State::kBad;
    return 0;
  }
  position_ += varint->size;
  return varint->value;
}

std::int64_t ThriftReader::ZigZag() { return FromZigZag(ReadVarint()); }

void ThriftReader::Advance(std::uint64_t count) {
  if (!ok()) return;
  if (count > left()) {
    state_ = State::kCutShort;
    return;
  }
  position_ += static_cast<std::size_t>(count);
}

void ThriftReader::SkipMap() {
  if (!Enter()) return;
  const std::uint64_t size = ReadVarint();
  if (ok() && size > 0) {
    const std::uint8_t types = Byte();
    const auto skip = [&](std::uint8_t type) {
      const bool is_bool = type == 1 || type == 2;
      Skip(is_bool ? ThriftType::kByte : static_cast<ThriftType>(type));
    };
    for (std::uint64_t n = 0; ok() && n < size; ++n) {
      skip(types >> 4);
      skip(types & 0x0F);
    }
  }
  --depth_;
}

}  // namespace autopilot
