#include "datasets/s3/xml_document.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

// An element and what is in it, as "name(text)[children]".
std::string Shown(const XmlElement& element) {
  std::string shown = element.name + "(" + element.text + ")";
  if (element.children.empty()) return shown;
  shown += "[";
  for (const XmlElement& child : element.children) shown += Shown(child);
  return shown + "]";
}

std::string Read(std::string_view document) {
  const auto root = ParseXml(document);
  return root ? Shown(*root) : "error: " + root.error();
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(XmlDocument, HasElementsAndText) {
  const std::pair<const char*, const char*> cases[] = {
      {"<a/>", "a()"},
      {"<a></a >", "a()"},
      {"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- - -->\n<a>b</a>\n<!--x--><?y?>\n", "a(b)"},
      {"<a x='1' y = \"&lt;>\"\n>b</a>", "a(b)"},
      {"<a>b<c>d</c>e<c/>f</a>", "a(bef)[c(d)c()]"},
      {"<s3:a-1.b_c/>", "s3:a-1.b_c()"},
      {"<\xC3\xA9>\xC3\xA9</\xC3\xA9>", "\xC3\xA9(\xC3\xA9)"},
      {"<a>&lt;&gt;&amp;&quot;&apos;&amp;lt;</a>", "a(<>&\"'&lt;)"},
      {"<a>&#65;&#x42;&#233;&#x20ac;&#x1F600;&#1;</a>",
       "a(AB\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x01)"},
      {"<a> b<![CDATA[<c>&lt;]]]]>d</a>", "a( b<c>&lt;]]d)"},
      {"<a>b<!-- <c> -->d<?e <f>?>g</a>", "a(bdg)"},
      {"<a>b\r\nc\rd&#13;</a>", "a(b\nc\nd\r)"},
  };
  for (const auto& [document, shown] : cases) EXPECT_EQ(Read(document), shown) << document;
}

TEST(XmlDocument, MustBeWellFormed) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "no element"},
      {"a", "no element"},
      {"<?xml", "an instruction that is not closed"},
      {"<!-- <a/>", "a comment that is not closed"},
      {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a document type"},
      {"<a/>b", "text behind the root"},
      {"<a/><b/>", "text behind the root"},
      {"< a/>", "a tag without a name"},
      {"<1/>", "a tag without a name"},
      {"<a", "a tag that is not closed"},
      {"<a /", "a tag that is not closed"},
      {"<a\"b\"/>", "a tag that is not closed"},
      {"<a b/>", "an attribute without a value"},
      {"<a b=c/>", "an attribute without quotes"},
      {"<a b='c\"/>", "an attribute that is not closed"},
      {"<a b='<'/>", "an attribute that is not closed"},
      {"<a>b", "an element that is not closed"},
      {"<a><b></a>", "a closing tag of another element"},
      {"<a></ab>", "a closing tag of another element"},
      {"<a></a", "a tag that is not closed"},
      {"<a><![CDATA[]]</a>", "CDATA that is not closed"},
      {"<a><!b></a>", "a tag without a name"},
      {"<a>&b;</a>", "an unknown entity"},
      {"<a>&amp</a>", "an unknown entity"},
      {"<a>&</a>;", "an unknown entity"},
      {"<a>&#;</a>", "an unknown entity"},
      {"<a>&#0;</a>", "an unknown entity"},
      {"<a>&#xD800;</a>", "an unknown entity"},
      {"<a>&#x110000;</a>", "an unknown entity"},
      {"<a>&#99999999999;</a>", "an unknown entity"},
      {"<a>&#-1;</a>", "an unknown entity"},
      {"<a>\x01</a>", "control characters"},
      {"<a>\xFF</a>", "text that is not UTF-8"},
  };
  for (const auto& [document, error] : cases) {
    EXPECT_EQ(Read(document), std::string("error: ") + error) << document;
  }
}

TEST(XmlDocument, IsLimited) {
  const auto nested = [](std::size_t depth) {
    return Repeated("<a>", depth) + Repeated("</a>", depth);
  };
  EXPECT_TRUE(ParseXml(nested(kMaxXmlDepth)));
  EXPECT_EQ(Read(nested(kMaxXmlDepth + 1)), "error: elements nested too deeply");
  EXPECT_TRUE(ParseXml("<a>" + Repeated("<b/>", kMaxXmlElements - 1) + "</a>"));
  EXPECT_EQ(Read("<a>" + Repeated("<b/>", kMaxXmlElements) + "</a>"), "error: too many elements");
}

}  // namespace
}  // namespace autopilot
