#include "server/tls/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace autopilot {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::StartsWith;

constexpr hours kDay{24};
const Timestamp kNow{std::chrono::seconds(1'795'773'600)};  // 2026-11-27T10:00:00Z

TEST(Certificates, OfAServerAreForItsNamesAndSignedByTheAuthority) {
  const auto authority = MakeAuthority(kNow);
  const auto server = IssueServerCertificate(
      authority, {"localhost", "*.example.com", "127.0.0.1", "::1", "2001:db8::a"}, kNow);
  const auto facts = FactsOf(server.certificate);
  EXPECT_THAT(facts.names,
              ElementsAre("localhost", "*.example.com", "127.0.0.1", "::1", "2001:db8::a"));
  EXPECT_EQ(facts.valid_until, kNow + 397 * kDay);
  EXPECT_TRUE(Fits(server));
  EXPECT_TRUE(IsSignedBy(server.certificate, authority.certificate));
  EXPECT_FALSE(IsSignedBy(server.certificate, MakeAuthority(kNow).certificate));
  EXPECT_THAT(server.certificate, StartsWith("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_THAT(server.key, StartsWith("-----BEGIN PRIVATE KEY-----\n"));
}

TEST(Certificates, OfAnAuthorityLastTenYearsAndNoServerOutlivesIt) {
  const auto authority = MakeAuthority(kNow);
  EXPECT_TRUE(Fits(authority));
  EXPECT_TRUE(IsSignedBy(authority.certificate, authority.certificate));
  EXPECT_EQ(FactsOf(authority.certificate).valid_until, kNow + 3650 * kDay);
  const auto late = IssueServerCertificate(authority, {"localhost"}, kNow + 3600 * kDay);
  EXPECT_EQ(FactsOf(late.certificate).valid_until, kNow + 3650 * kDay);
}

TEST(Certificates, AreNeverTheSameTwice) {
  const auto authority = MakeAuthority(kNow);
  const auto one = IssueServerCertificate(authority, {"localhost"}, kNow);
  const auto other = IssueServerCertificate(authority, {"localhost"}, kNow);
  EXPECT_NE(one.key, other.key);
  EXPECT_NE(one.certificate, other.certificate);
  EXPECT_FALSE(Fits({.certificate = one.certificate, .key = other.key}));
}

TEST(Certificates, WhatIsNoPemIsAnError) {
  const auto authority = MakeAuthority(kNow);
  EXPECT_THROW(FactsOf(""), CertificateError);
  EXPECT_THROW(FactsOf("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
               CertificateError);
  EXPECT_THROW(FactsOf(authority.key), CertificateError);
  EXPECT_THROW(Fits({.certificate = authority.certificate, .key = "no key"}), CertificateError);
  EXPECT_THROW(Fits({.certificate = authority.certificate, .key = authority.certificate}),
               CertificateError);
  EXPECT_THROW(IssueServerCertificate({.certificate = "", .key = ""}, {"localhost"}, kNow),
               CertificateError);
}

TEST(Certificates, NamesAreHostsAndAddresses) {
  const std::pair<const char*, const char*> good[] = {
      {"localhost", "localhost"},
      {"API.SageMaker.us-east-1.amazonaws.com", "api.sagemaker.us-east-1.amazonaws.com"},
      {"*.amazonaws.com", "*.amazonaws.com"},
      {"my_service", "my_service"},
      {"10.0.0.1", "10.0.0.1"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"FE80::A", "fe80::a"},
  };
  for (const auto& [name, canonical] : good) EXPECT_EQ(CanonicalName(name), canonical) << name;
  for (const auto* name : {"", "*", "*.", ".", "a..b", ".a", "a.", "a b", "a,DNS:b", "a*b", "a/b",
                           "[::1]", "host:443", "\xC3\xA9"}) {
    EXPECT_EQ(CanonicalName(name), std::nullopt) << name;
  }
  EXPECT_EQ(CanonicalName(std::string(254, 'a')), std::nullopt);
}

}  // namespace
}  // namespace autopilot
