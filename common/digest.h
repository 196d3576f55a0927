#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace autopilot {

using Sha256Digest = std::array<unsigned char, 32>;

Sha256Digest Sha256(std::string_view bytes);
Sha256Digest HmacSha256(std::span<const unsigned char> key, std::string_view message);

// The bytes of a text, as a key.
std::span<const unsigned char> BytesOf(std::string_view text);

// Two lower-case digits for each byte.
std::string Hex(std::span<const unsigned char> bytes);

// For secrets and what is computed from them: the time that it takes depends on the lengths alone.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace autopilot
