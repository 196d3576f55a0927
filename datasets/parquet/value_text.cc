#include "datasets/parquet/value_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "common/utf8.h"
#include "datasets/parquet/bytes_reader.h"
#include "datasets/parquet/date_text.h"
#include "datasets/parquet/decimal_text.h"

namespace autopilot {
namespace {

constexpr std::int64_t kNanosOfSecond = 1'000'000'000;
constexpr std::int64_t kSecondsOfDay = 86'400;

std::int64_t SignedOf(std::string_view value) {
  const std::uint64_t bits = LittleEndian(value);
  return value.size() == 4 ? static_cast<std::int32_t>(bits) : static_cast<std::int64_t>(bits);
}

template <typename Float, typename Bits>
Float FloatOf(Bits bits) {
  static_assert(sizeof(Float) == sizeof(Bits));
  Float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

// IEEE 754's binary16.
float HalfOf(std::string_view value) {
  const auto bits = static_cast<unsigned>(LittleEndian(value));
  const int exponent = static_cast<int>(bits >> 10U & 0x1FU);
  const auto fraction = static_cast<float>(bits & 0x3FFU);
  float number = 0;
  if (exponent == 0x1F) {
    number = fraction == 0 ? HUGE_VALF : std::nanf("");
  } else if (exponent == 0) {
    number = std::ldexp(fraction, -24);
  } else {
    number = std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits & 0x8000U) == 0 ? number : -number;
}

// Whole seconds, rounded down, and the rest.
struct Instant {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};

Instant InstantOf(std::int64_t count, ParquetTimeUnit unit) {
  constexpr std::array<std::int64_t, 3> kPerSecond{1'000, 1'000'000, kNanosOfSecond};
  const std::int64_t per_second = kPerSecond[static_cast<std::size_t>(unit)];
  const std::int64_t rest = count % per_second;
  Instant instant{count / per_second, rest};
  if (rest < 0) instant = {instant.seconds - 1, rest + per_second};
  instant.nanos *= kNanosOfSecond / per_second;
  return instant;
}

// The old form of timestamps: nanoseconds of a day, and the day's Julian number.
Instant InstantOfInt96(std::string_view value) {
  constexpr std::int64_t kJulianDayOf1970 = 2'440'588;
  Instant instant = InstantOf(SignedOf(value.substr(0, 8)), ParquetTimeUnit::kNanos);
  instant.seconds += (SignedOf(value.substr(8)) - kJulianDayOf1970) * kSecondsOfDay;
  return instant;
}

void AppendUuid(std::string_view value, std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t n = 0; n < value.size(); ++n) {
    if (n == 4 || n == 6 || n == 8 || n == 10) text += '-';
    const auto byte = static_cast<unsigned char>(value[n]);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
}

}  // namespace

template <typename Number>
std::string_view ValueText::NumberText(Number number) {
  std::array<char, 32> digits;  // the longest one has 24: "-2.2250738585072014e-308"
  if constexpr (std::is_floating_point_v<Number>) {
    if (std::isnan(number)) return "NaN";
  }
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  text_.assign(digits.begin(), end);
  return text_;
}

DataResult<std::string_view> ValueText::Of(const ParquetLeaf& leaf, std::string_view value,
                                           const ChunkPlace& place) {
  text_.clear();
  switch (leaf.meaning) {
    case ParquetMeaning::kUnsigned:
      return NumberText(LittleEndian(value));
    case ParquetMeaning::kDecimal:
      return Decimal(leaf, value, place);
    case ParquetMeaning::kDate:
      AppendDate(SignedOf(value), text_);
      return text_;
    case ParquetMeaning::kTime:
      return TimeOfDay(leaf, value, place);
    case ParquetMeaning::kTimestamp: {
      const Instant instant = InstantOf(SignedOf(value), leaf.unit);
      AppendDateTime(instant.seconds, instant.nanos, text_);
      if (leaf.is_utc) text_ += 'Z';
      return text_;
    }
    case ParquetMeaning::kUuid:
      AppendUuid(value, text_);
      return text_;
    case ParquetMeaning::kFloat16:
      return NumberText(HalfOf(value));
    case ParquetMeaning::kText:
      if (!IsUtf8(value)) {
        return tl::unexpected(parquet_errors::Damaged(place, "has text that is not valid UTF-8"));
      }
      return value;
    case ParquetMeaning::kPlain:
    case ParquetMeaning::kOther:
      break;
  }
  return Plain(leaf, value, place);
}

DataResult<std::string_view> ValueText::Plain(const ParquetLeaf& leaf, std::string_view value,
                                              const ChunkPlace& place) {
  switch (leaf.physical) {
    case PhysicalType::kBoolean:
      return value.front() == '\0' ? "false" : "true";
    case PhysicalType::kInt32:
    case PhysicalType::kInt64:
      return NumberText(SignedOf(value));
    case PhysicalType::kInt96: {
      const Instant instant = InstantOfInt96(value);
      AppendDateTime(instant.seconds, instant.nanos, text_);
      text_ += 'Z';
      return text_;
    }
    case PhysicalType::kFloat:
      return NumberText(FloatOf<float>(static_cast<std::uint32_t>(LittleEndian(value))));
    case PhysicalType::kDouble:
      return NumberText(FloatOf<double>(LittleEndian(value)));
    case PhysicalType::kByteArray:
    case PhysicalType::kFixedLenByteArray:
      break;
  }
  if (!IsUtf8(value)) return tl::unexpected(parquet_errors::NotUtf8(place));
  return value;
}

DataResult<std::string_view> ValueText::Decimal(const ParquetLeaf& leaf, std::string_view value,
                                                const ChunkPlace& place) {
  if (leaf.physical == PhysicalType::kInt32 || leaf.physical == PhysicalType::kInt64) {
    const std::string bytes(value.rbegin(), value.rend());
    AppendDecimal(bytes, leaf.scale, text_);
    return text_;
  }
  if (value.size() > kMostDecimalBytes) {
    return tl::unexpected(parquet_errors::LongDecimal(place, kMostDecimalBytes));
  }
  AppendDecimal(value, leaf.scale, text_);
  return text_;
}

DataResult<std::string_view> ValueText::TimeOfDay(const ParquetLeaf& leaf, std::string_view value,
                                                  const ChunkPlace& place) {
  const Instant instant = InstantOf(SignedOf(value), leaf.unit);
  if (instant.seconds < 0 || instant.seconds >= kSecondsOfDay) {
    return tl::unexpected(parquet_errors::Damaged(place, "has a time that is not of a day"));
  }
  AppendTimeOfDay(instant.seconds, instant.nanos, text_);
  return text_;
}

}  // namespace autopilot
