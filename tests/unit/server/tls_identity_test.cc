#include "server/tls_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "server/start_file.h"
#include "tests/support/temp_folder.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

using std::chrono::hours;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr hours kDay{24};
const Timestamp kNow{std::chrono::seconds(1'795'773'600)};  // 2026-11-27T10:00:00Z

class TlsIdentityTest : public ::testing::Test {
 protected:
  fs::path folder() const { return temp_.path() / "data" / "tls"; }
  TlsIdentity Kept(Timestamp now = kNow, std::vector<std::string> names = {"localhost"}) const {
    return SelfSignedIdentity(folder(), names, now);
  }
  static std::string Read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static mode_t ModeOf(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
  }
  fs::path Write(const std::string& name, const std::string& text) const {
    std::ofstream(temp_.path() / name) << text;
    return temp_.path() / name;
  }
  // The text of the StartFileError.
  template <typename Use>
  static std::string ErrorOf(Use use) {
    try {
      use();
      return "";
    } catch (const StartFileError& error) {
      return error.what();
    }
  }

 private:
  testing::TempFolder temp_;
};

TEST_F(TlsIdentityTest, IsKeptOverRestarts) {
  const auto first = Kept();
  const auto second = Kept(kNow + 300 * kDay);
  EXPECT_EQ(second.authority, first.authority);
  EXPECT_EQ(second.server.certificate, first.server.certificate);
  EXPECT_EQ(second.server.key, first.server.key);
  EXPECT_EQ(first.authority_file, folder() / "ca.pem");
  EXPECT_EQ(Read(first.authority_file), first.authority);
}

TEST_F(TlsIdentityTest, KeysAndFolderArePrivateAndTheAuthorityIsForEverybody) {
  Kept();
  EXPECT_EQ(ModeOf(folder()), 0700U);
  EXPECT_EQ(ModeOf(folder() / "ca-key.pem"), 0600U);
  EXPECT_EQ(ModeOf(folder() / "server-key.pem"), 0600U);
  EXPECT_EQ(ModeOf(folder() / "ca.pem"), 0644U);
}

TEST_F(TlsIdentityTest, AServerThatEndsSoonIsIssuedAnewByTheSameAuthority) {
  const auto first = Kept();
  const auto later = Kept(kNow + 380 * kDay);
  EXPECT_EQ(later.authority, first.authority);
  EXPECT_NE(later.server.certificate, first.server.certificate);
  EXPECT_EQ(FactsOf(later.server.certificate).valid_until, kNow + (380 + 397) * kDay);
  EXPECT_TRUE(IsSignedBy(later.server.certificate, first.authority));
}

TEST_F(TlsIdentityTest, AFurtherNameIsAddedAndOneThatIsNotAskedForStays) {
  const auto first = Kept();
  const auto more = Kept(kNow, {"localhost", "sagemaker.test"});
  EXPECT_EQ(more.authority, first.authority);
  EXPECT_THAT(FactsOf(more.server.certificate).names, Contains("sagemaker.test"));
  EXPECT_EQ(Kept().server.certificate, more.server.certificate);
}

TEST_F(TlsIdentityTest, WhatIsDamagedIsMadeAnew) {
  const auto first = Kept();
  std::ofstream(folder() / "server.pem") << "damaged";
  const auto server_again = Kept();
  EXPECT_EQ(server_again.authority, first.authority);
  EXPECT_NE(server_again.server.certificate, first.server.certificate);
  // Without its key an authority can sign nothing more.
  fs::remove(folder() / "ca-key.pem");
  const auto all_again = Kept();
  EXPECT_NE(all_again.authority, first.authority);
  EXPECT_TRUE(IsSignedBy(all_again.server.certificate, all_again.authority));
}

TEST_F(TlsIdentityTest, WithoutAFolderNothingIsKept) {
  const auto one = SelfSignedIdentity(std::nullopt, {"localhost"}, kNow);
  const auto other = SelfSignedIdentity(std::nullopt, {"localhost"}, kNow);
  EXPECT_NE(one.authority, other.authority);
  EXPECT_EQ(one.authority_file, "");
  EXPECT_TRUE(IsSignedBy(one.server.certificate, one.authority));
}

TEST_F(TlsIdentityTest, AFolderThatCannotBeUsedIsNamed) {
  Write("data", "a file where a folder should be");
  EXPECT_THAT(ErrorOf([&] { Kept(); }),
              ::testing::AllOf(HasSubstr(folder().string()), HasSubstr("--tls-dir")));
}

TEST_F(TlsIdentityTest, FilesOfTheUserAreTakenAsTheyAre) {
  const auto authority = MakeAuthority(kNow);
  const auto server = IssueServerCertificate(authority, {"sagemaker.test"}, kNow);
  const auto identity = LoadIdentity(Write("cert.pem", server.certificate + authority.certificate),
                                     Write("key.pem", server.key));
  EXPECT_EQ(identity.server.certificate, server.certificate + authority.certificate);
  EXPECT_EQ(identity.server.key, server.key);
  EXPECT_EQ(identity.authority, "");
}

TEST_F(TlsIdentityTest, FilesThatAreWrongAreNamedWithWhatWouldBeRight) {
  const auto authority = MakeAuthority(kNow);
  const auto certificate = Write("cert.pem", authority.certificate);
  const auto key = Write("key.pem", authority.key);
  const auto other = Write("other.pem", MakeAuthority(kNow).key);
  EXPECT_THAT(ErrorOf([&] { LoadIdentity("/no/such/file", key); }),
              ::testing::StartsWith("Cannot read /no/such/file: "));
  EXPECT_THAT(ErrorOf([&] { LoadIdentity(key, key); }),
              HasSubstr("It has to be a certificate in PEM"));
  EXPECT_THAT(ErrorOf([&] { LoadIdentity(certificate, certificate); }),
              HasSubstr("It has to be a private key in PEM that is not encrypted."));
  EXPECT_EQ(ErrorOf([&] { LoadIdentity(certificate, other); }),
            "--tls-key " + other.string() + " is not the key of the certificate in " +
                certificate.string() + ".");
}

TEST(ServerNames, AreTheMachineAndWhatIsAskedForOnce) {
  const auto names = ServerNames("192.168.1.5", {"Sagemaker.Test", "localhost", "no name"});
  for (const auto* name :
       {"localhost", "127.0.0.1", "::1", "autopilot-local", "192.168.1.5", "sagemaker.test"}) {
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
  }
  EXPECT_EQ(std::count(names.begin(), names.end(), "no name"), 0);
  const auto all = ServerNames("0.0.0.0", {});
  EXPECT_EQ(std::count(all.begin(), all.end(), "0.0.0.0"), 0);
}

}  // namespace
}  // namespace autopilot
