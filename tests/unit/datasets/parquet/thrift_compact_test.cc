#include "datasets/parquet/thrift_compact.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/datasets/parquet/parquet_writer.h"

namespace autopilot {
namespace {

using testing::ThriftWriter;

TEST(ThriftReader, ReadsWhatWasWrittenAndSkipsTheRest) {
  const std::string bytes = ThriftWriter()
                                .Int(1, -3)
                                .Text(2, "skipped")
                                .Bool(4, true)
                                .Structs(5, {ThriftWriter().Int(1, 7), ThriftWriter()})
                                .Text(9, "text")
                                .Bytes();
  ThriftReader reader(bytes);
  std::int64_t number = 0;
  bool flag = false;
  std::string_view text;
  reader.Struct([&](ThriftReader::Field field) {
    if (field.id == 1) number = reader.Integer(field);
    if (field.id == 4) flag = reader.Bool(field);
    if (field.id == 9) text = reader.Binary(field);
    return field.id == 1 || field.id == 4 || field.id == 9;
  });
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.position(), bytes.size());
  EXPECT_EQ(number, -3);
  EXPECT_TRUE(flag);
  EXPECT_EQ(text, "text");
}

TEST(ThriftReader, SaysOfEveryCutThatBytesAreMissing) {
  const std::string bytes =
      ThriftWriter().Int(1, 1 << 20).Text(2, "text").Structs(5, {ThriftWriter().Int(1, 7)}).Bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ThriftReader reader(std::string_view(bytes).substr(0, size));
    reader.Skip(ThriftType::kStruct);
    EXPECT_TRUE(reader.is_cut_short()) << size;
  }
}

TEST(ThriftReader, RefusesWhatIsNoStruct) {
  const std::string kDeep(100, '\x1C');
  for (const std::string& bytes : {
           std::string("\x1D\0", 2),                                 // no such type
           "\x16" + std::string(10, '\xFF') + std::string(1, '\0'),  // a number without an end
           "\x05" + testing::Varint(std::uint64_t{1} << 40) + '\0',  // a field's number
           kDeep,                                                    // structs in structs
       }) {
    ThriftReader reader(bytes);
    reader.Skip(ThriftType::kStruct);
    EXPECT_FALSE(reader.ok());
  }
}

TEST(ThriftReader, BelievesNoLengthThatTheBytesDoNotHave) {
  for (const char type : {'\x18', '\x19', '\x1B'}) {
    const char list_head = '\xFC';
    std::string bytes(1, type);
    if (type == '\x19') bytes += list_head;
    bytes += testing::Varint(std::uint64_t{1} << 62) + "\x66";
    ThriftReader reader(bytes);
    reader.Skip(ThriftType::kStruct);
    EXPECT_TRUE(reader.is_cut_short());
  }
}

}  // namespace
}  // namespace autopilot
