#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace autopilot {

// The types of the Thrift compact protocol, by their numbers in it.
enum class ThriftType : std::uint8_t {
  kStop = 0,
  kTrue = 1,  // in a list: a boolean, whichever
  kFalse = 2,
  kByte = 3,
  kI16 = 4,
  kI32 = 5,
  kI64 = 6,
  kDouble = 7,
  kBinary = 8,
  kList = 9,
  kSet = 10,
  kMap = 11,
  kStruct = 12,
};

// Reads Thrift's compact protocol from bytes that may be anything. It never reads beyond them and
// allocates nothing; its time is linear in their number. The first error stays: what is read
// afterwards is 0, "" or an empty list. Copying a reader is how to read something twice.
class ThriftReader {
 public:
  // Structs, lists and maps within each other: Parquet needs about 8.
  static constexpr std::size_t kMaxDepth = 32;

  // A field of a struct, whose value comes next.
  struct Field {
    int id = 0;
    ThriftType type = ThriftType::kStop;
  };

  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return state_ == State::kGood; }
  // Whether the bytes ended too early, so that more of them might help.
  bool is_cut_short() const { return state_ == State::kCutShort; }
  // Bytes read.
  std::size_t position() const { return position_; }

  // Calls on_field(Field) for each field of a struct. It reads the value with one of the functions
  // below and returns true, or false to have it skipped.
  template <typename OnField>
  void Struct(OnField&& on_field) {
    if (!Enter()) return;
    int id = 0;
    while (ok()) {
      const Field field = FieldAfter(id);
      if (field.type == ThriftType::kStop) break;
      id = field.id;
      if (!on_field(field)) Skip(field.type);
    }
    --depth_;
  }
  template <typename OnField>
  void Struct(Field field, OnField&& on_field) {
    if (Expect(field.type == ThriftType::kStruct)) Struct(on_field);
  }
  // Calls on_element() as often as the list has elements, all of which are of `type`. It reads one.
  template <typename OnElement>
  void List(Field field, ThriftType type, OnElement&& on_element) {
    if (!Expect(field.type == ThriftType::kList || field.type == ThriftType::kSet) || !Enter()) {
      return;
    }
    const ListHeader header = ReadListHeader();
    if (header.size > 0) Expect(header.type == type);
    for (std::size_t n = 0; ok() && n < header.size; ++n) on_element();
    --depth_;
  }
  bool Bool(Field field);
  // Of any integer type.
  std::int64_t Integer(Field field);
  // One that has at most 32 bits.
  std::int32_t Integer32(Field field);
  std::string_view Binary(Field field);
  // An element of a list of binaries.
  std::string_view BinaryElement();
  void Skip(ThriftType type);
  // Makes this an error, for what is no legal value to the caller.
  bool Expect(bool holds);

 private:
  enum class State : std::uint8_t { kGood, kCutShort, kBad };
  struct ListHeader {
    ThriftType type = ThriftType::kStop;
    std::size_t size = 0;
  };

  bool Enter();
  Field FieldAfter(int id);
  ListHeader ReadListHeader();
  std::uint8_t Byte();
  std::uint64_t ReadVarint();
  std::int64_t ZigZag();
  void Advance(std::uint64_t count);
  void SkipMap();
  std::size_t left() const { return bytes_.size() - position_; }

  std::string_view bytes_;
  std::size_t position_ = 0;
  std::size_t depth_ = 0;
  State state_ = State::kGood;
};

}  // namespace autopilot
