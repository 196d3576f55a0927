#include "datasets/parquet/decimal_text.h"

#include <algorithm>
#include <vector>

namespace autopilot {
namespace {

constexpr std::uint64_t kLimbBits = 32;
constexpr std::uint64_t kBillion = 1'000'000'000;
constexpr int kDigitsOfBillion = 9;

// The number without its sign, the lowest limb first.
std::vector<std::uint32_t> MagnitudeOf(std::string_view bytes, bool is_negative) {
  std::vector<std::uint32_t> limbs((bytes.size() + 3) / 4);
  std::uint32_t carry = is_negative ? 1 : 0;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const std::uint32_t byte = static_cast<unsigned char>(bytes[bytes.size() - 1 - n]);
    const std::uint32_t magnitude = is_negative ? (byte ^ 0xFFU) + carry : byte;
    carry = magnitude >> 8U;
    limbs[n / 4] |= (magnitude & 0xFFU) << (8 * (n % 4));
  }
  return limbs;
}

// Divides, and gives the rest.
std::uint64_t DivideByBillion(std::vector<std::uint32_t>& limbs) {
  std::uint64_t rest = 0;
  for (std::size_t n = limbs.size(); n-- > 0;) {
    const std::uint64_t part = rest << kLimbBits | limbs[n];
    limbs[n] = static_cast<std::uint32_t>(part / kBillion);
    rest = part % kBillion;
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  return rest;
}

// The lowest first, zeros at the end.
std::string ReversedDigits(std::vector<std::uint32_t> limbs) {
  std::string digits;
  while (!limbs.empty()) {
    std::uint64_t nine = DivideByBillion(limbs);
    for (int n = 0; n < kDigitsOfBillion; ++n, nine /= 10) {
      digits += static_cast<char>('0' + nine % 10);
    }
  }
  return digits;
}

}  // namespace

void AppendDecimal(std::string_view bytes, std::int32_t scale, std::string& text) {
  const bool is_negative = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0;
  std::string digits = ReversedDigits(MagnitudeOf(bytes, is_negative));
  const auto behind = static_cast<std::size_t>(scale);
  digits.resize(std::max(digits.size(), behind + 1), '0');
  while (digits.size() > behind + 1 && digits.back() == '0') digits.pop_back();
  // The lowest digit behind the point that shows.
  const std::size_t last = std::min(digits.find_first_not_of('0'), behind);
  std::reverse(digits.begin(), digits.end());
  if (is_negative) text += '-';
  text.append(digits, 0, digits.size() - behind);
  if (last < behind) text.append(1, '.').append(digits, digits.size() - behind, behind - last);
}

}  // namespace autopilot
