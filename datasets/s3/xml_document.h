#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace autopilot {

// As much of XML as the answers of S3 need.
struct XmlElement {
  std::string name;                  // as it stands, with a prefix if there is one
  std::string text;                  // all of it that lies directly inside
  std::vector<XmlElement> children;  // in their order
};

inline constexpr std::size_t kMaxXmlDepth = 16;
inline constexpr std::size_t kMaxXmlElements = 50'000;

// The root of a document in UTF-8. Comments, instructions and attributes are passed over, entities
// and CDATA become text. A document type, which could declare entities of its own, is refused, and
// so is what is not well-formed. The error says what is wrong in a few words without a full stop
// and quotes nothing: "an element that is not closed".
tl::expected<XmlElement, std::string> ParseXml(std::string_view document);

}  // namespace autopilot
