#include "common/uri.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Uri, OnlyUnreservedCharactersStayAsTheyAre) {
  const std::string unreserved =
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(UriEncode(unreserved), unreserved);
  EXPECT_EQ(UriEncode("a b+c/d%\xE1\x88\xB4"), "a%20b%2Bc%2Fd%25%E1%88%B4");
  EXPECT_EQ(UriEncode("/a b/", Slash::kKeep), "/a%20b/");
}

TEST(Uri, DecodesWhatItEncodesAndLeavesWhatIsNoEscapeAlone) {
  const std::string text("a b+c/d%\xE1\x88\xB4\0e", 13);
  EXPECT_EQ(UriDecode(UriEncode(text)), text);
  EXPECT_EQ(UriDecode("%2f%2F+"), "//+");
  for (const char* broken : {"%", "%2", "a%", "%zz", "%2z", "%%"}) {
    EXPECT_EQ(UriDecode(broken), broken);
  }
}

}  // namespace
}  // namespace autopilot
