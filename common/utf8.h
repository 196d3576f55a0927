#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autopilot {

// Length of valid UTF-8 in UTF-16 code units, which is what the service counts as characters.
std::size_t Utf16Length(std::string_view utf8);

// Whether the bytes are UTF-8: no lonely or missing bytes, no forms longer than they need to be, no
// surrogates, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view bytes);

// The longest beginning that has at most `most_bytes` and no part of a character at its end.
std::string_view Utf8Start(std::string_view utf8, std::size_t most_bytes);

// The first `most` characters (code points), or all of the text.
std::string_view FirstCharacters(std::string_view utf8, std::size_t most);

// Of a name that may have any length what a message shows: all, or the beginning of about 100 bytes
// and "...". Valid UTF-8 is cut between characters.
std::string ShownName(std::string_view name);

}  // namespace autopilot
