#include "datasets/s3/xml_document.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/utf8.h"

namespace autopilot {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsNamePart(char c) { return IsNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 && !IsBlank(c); }

// `code` is no surrogate and within Unicode.
void AppendUtf8(std::string& text, std::uint32_t code) {
  const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      add(0xE0 | (code >> 12));
    } else {
      add(0xF0 | (code >> 18));
      add(0x80 | ((code >> 12) & 0x3F));
    }
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

std::optional<std::uint32_t> CodeOf(std::string_view digits, int base) {
  std::uint32_t code = 0;
  const char* end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, code, base);
  const bool is_scalar = code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  if (error != std::errc() || read != end || !is_scalar) return std::nullopt;
  return code;
}

// `name`: between '&' and ';'.
bool AppendEntity(std::string& text, std::string_view name) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, character] : kNamed) {
    if (name != known) continue;
    text += character;
    return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool is_hex = name.starts_with('x');
  const auto code = CodeOf(name.substr(is_hex ? 1 : 0), is_hex ? 16 : 10);
  if (code) AppendUtf8(text, *code);
  return code.has_value();
}

// A line ends in "\n" alone, whatever it was.
void AppendLines(std::string& text, std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\r') {
      text += raw[i];
    } else if (i + 1 == raw.size() || raw[i + 1] != '\n') {
      text += '\n';
    }
  }
}

class Parser {
 public:
  explicit Parser(std::string_view rest) : rest_(rest) {}

  tl::expected<XmlElement, std::string> Document() {
    Take(kByteOrderMark);
    XmlElement root;
    if (SkipMisc() && Root(root) && SkipMisc() && !rest_.empty()) Fail("text behind the root");
    if (error_.empty()) return root;
    return tl::unexpected(error_);
  }

 private:
  // Gives false, so that callers can leave with it.
  bool Fail(const char* error) {
    if (error_.empty()) error_ = error;
    return false;
  }

  bool Take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  bool SkipBlanks() {
    const auto* end = std::find_if_not(rest_.begin(), rest_.end(), IsBlank);
    const auto count = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(count);
    return count > 0;
  }

  // What comes before `end`, which is taken too.
  std::optional<std::string_view> TakeUntil(std::string_view end) {
    const std::size_t found = rest_.find(end);
    if (found == std::string_view::npos) return std::nullopt;
    const std::string_view taken = rest_.substr(0, found);
    rest_.remove_prefix(found + end.size());
    return taken;
  }

  std::string_view TakeName() {
    std::size_t size = 0;
    if (!rest_.empty() && IsNameStart(rest_.front())) {
      while (size < rest_.size() && IsNamePart(rest_[size])) ++size;
    }
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  // Whether there was a comment or an instruction; false also after Fail.
  bool SkipAside() {
    if (Take("<!--")) return TakeUntil("-->") || Fail("a comment that is not closed");
    if (Take("<?")) return TakeUntil("?>") || Fail("an instruction that is not closed");
    return false;
  }

  bool SkipMisc() {
    do {
      SkipBlanks();
    } while (SkipAside());
    return error_.empty();
  }

  bool Root(XmlElement& root) {
    if (rest_.starts_with("<!")) return Fail("a document type");
    return Take("<") ? Element(root, 1) : Fail("no element");
  }

  bool SkipAttribute() {
    if (TakeName().empty()) return Fail("a tag that is not closed");
    SkipBlanks();
    if (!Take("=")) return Fail("an attribute without a value");
    SkipBlanks();
    const std::string_view quote = rest_.substr(0, 1);
    if (quote != "\"" && quote != "'") return Fail("an attribute without quotes");
    rest_.remove_prefix(1);
    const auto value = TakeUntil(quote);
    if (!value || value->find('<') != std::string_view::npos) {
      return Fail("an attribute that is not closed");
    }
    return true;
  }

  // Behind "<".
  bool Element(XmlElement& element, std::size_t depth) {
    if (depth > kMaxXmlDepth) return Fail("elements nested too deeply");
    if (++elements_ > kMaxXmlElements) return Fail("too many elements");
    element.name = TakeName();
    if (element.name.empty()) return Fail("a tag without a name");
    for (;;) {
      const bool is_apart = SkipBlanks();
      if (Take("/>")) return true;
      if (Take(">")) return Content(element, depth);
      if (!is_apart) return Fail("a tag that is not closed");
      if (!SkipAttribute()) return false;
    }
  }

  // Up to and with the closing tag.
  bool Content(XmlElement& element, std::size_t depth) {
    for (;;) {
      if (!Text(element.text)) return false;
      if (Take("</")) {
        if (TakeName() != element.name) return Fail("a closing tag of another element");
        SkipBlanks();
        return Take(">") || Fail("a tag that is not closed");
      }
      if (Take("<![CDATA[")) {
        const auto raw = TakeUntil("]]>");
        if (!raw) return Fail("CDATA that is not closed");
        AppendLines(element.text, *raw);
      } else if (!SkipAside()) {
        if (!error_.empty()) return false;
        if (!Take("<")) return Fail("an element that is not closed");
        if (!Element(element.children.emplace_back(), depth + 1)) return false;
      }
    }
  }

  // Up to the next "<" or the end.
  bool Text(std::string& text) {
    std::string_view raw = rest_.substr(0, rest_.find('<'));
    rest_.remove_prefix(raw.size());
    for (;;) {
      const std::size_t mark = std::min(raw.find('&'), raw.size());
      AppendLines(text, raw.substr(0, mark));
      if (mark == raw.size()) return true;
      const std::size_t end = raw.find(';', mark);
      if (end == std::string_view::npos ||
          !AppendEntity(text, raw.substr(mark + 1, end - mark - 1))) {
        return Fail("an unknown entity");
      }
      raw.remove_prefix(end + 1);
    }
  }

  std::string_view rest_;
  std::size_t elements_ = 0;
  std::string error_;
};

}  // namespace

tl::expected<XmlElement, std::string> ParseXml(std::string_view document) {
  if (!IsUtf8(document)) return tl::unexpected<std::string>("text that is not UTF-8");
  if (std::any_of(document.begin(), document.end(), IsControl)) {
    return tl::unexpected<std::string>("control characters");
  }
  return Parser(document).Document();
}

}  // namespace autopilot
