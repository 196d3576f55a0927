#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/server/options_support.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

struct BadValueCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string message;
};

void PrintTo(const BadValueCase& c, std::ostream* out) { *out << c.name; }

class BadValueTest : public testing::TestWithParam<BadValueCase> {};

TEST_P(BadValueTest, SaysWhatWouldBeRight) {
  const ExitCommand exit = Exiting(GetParam().arguments);
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_EQ(exit.output, "");
  EXPECT_EQ(exit.errors, "autopilot-local: " + GetParam().message +
                             "\nautopilot-local --help lists all options.\n");
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadValueTest,
    testing::Values(
        BadValueCase{"PortTooHigh",
                     {"--port", "65536"},
                     "--port: '65536' is not a whole number from 0 to 65535"},
        BadValueCase{
            "PortNegative", {"--port=-1"}, "--port: '-1' is not a whole number from 0 to 65535"},
        BadValueCase{"PortNoNumber",
                     {"--port", "http"},
                     "--port: 'http' is not a whole number from 0 to 65535"},
        BadValueCase{"PortWithTail",
                     {"--port", "80x"},
                     "--port: '80x' is not a whole number from 0 to 65535"},
        BadValueCase{"AuthUnknown",
                     {"--auth", "check"},
                     "--auth: 'check' is not one of accept|require|verify"},
        BadValueCase{"AuthWithoutKeys",
                     {"--auth", "verify"},
                     "--auth: verify needs the keys of callers: give --auth-keys FILE"},
        BadValueCase{"KeysWithoutAuth",
                     {"--auth-keys", "keys.json"},
                     "--auth-keys: has an effect with --auth verify only: give that, too"},
        BadValueCase{"DataChecksUnknown",
                     {"--data-checks", "on"},
                     "--data-checks: 'on' is not one of off|auto|strict"},
        BadValueCase{
            "StrictWithoutData",
            {"--data-checks", "strict"},
            "--data-checks: strict needs data to read: give --s3-root DIR or --s3-endpoint URL"},
        BadValueCase{"TwoSources",
                     {"--s3-root", "a", "--s3-endpoint", "http://localhost:9000"},
                     "--s3-root: contradicts --s3-endpoint: give the one or the other, not both"},
        BadValueCase{"NoTrainingBytes",
                     {"--max-training-bytes", "0"},
                     "--max-training-bytes: '0' is not a whole number from 1 to 1125899906842624"},
        BadValueCase{"TlsUnknown", {"--tls", "on"}, "--tls: 'on' is not one of off|self-signed"},
        BadValueCase{"TlsCertAlone",
                     {"--tls-cert", "c.pem"},
                     "--tls-cert: --tls-cert and --tls-key belong together: give both"},
        BadValueCase{"TlsKeyAlone",
                     {"--tls-key", "k.pem"},
                     "--tls-key: --tls-cert and --tls-key belong together: give both"},
        BadValueCase{"TlsTwoCertificates",
                     {"--tls", "self-signed", "--tls-cert", "c.pem", "--tls-key", "k.pem"},
                     "--tls: self-signed contradicts --tls-cert: give the one or the other"},
        BadValueCase{"TlsPortWithoutTls",
                     {"--tls-port", "7443"},
                     "--tls-port: needs --tls self-signed, or --tls-cert and --tls-key"},
        BadValueCase{
            "TlsDirWithoutTls", {"--tls-dir", "certs"}, "--tls-dir: needs --tls self-signed"},
        BadValueCase{"TlsNameWithFiles",
                     {"--tls-name", "a.test", "--tls-cert", "c.pem", "--tls-key", "k.pem"},
                     "--tls-name: needs --tls self-signed"},
        BadValueCase{"TlsNameIsNone",
                     {"--tls", "self-signed", "--tls-name", "a b"},
                     "--tls-name: 'a b' is not a host name or an address"},
        BadValueCase{"ThreadsNone",
                     {"--threads", "0"},
                     "--threads: '0' is not a whole number from 1 to 256"},
        BadValueCase{
            "SpeedZero", {"--speed", "0"}, "--speed: '0' is not a number from 0.001 to 1000000"},
        BadValueCase{"SpeedTooHigh",
                     {"--speed", "1000001"},
                     "--speed: '1000001' is not a number from 0.001 to 1000000"},
        BadValueCase{
            "SpeedNan", {"--speed", "nan"}, "--speed: 'nan' is not a number from 0.001 to 1000000"},
        BadValueCase{"SeedTooLong",
                     {"--seed", "18446744073709551616"},
                     "--seed: '18446744073709551616' is not a whole number from 0 to "
                     "18446744073709551615"},
        BadValueCase{"AccountTooShort",
                     {"--default-account", "12345678901"},
                     "--default-account: '12345678901' is not an account id of 12 digits"},
        BadValueCase{"AccountWithLetter",
                     {"--default-account", "12345678901x"},
                     "--default-account: '12345678901x' is not an account id of 12 digits"},
        BadValueCase{"Region",
                     {"--default-region", "Ireland"},
                     "--default-region: 'Ireland' is not the name of a region, such as us-east-1"},
        BadValueCase{"OnMaxCandidates",
                     {"--on-max-candidates", "stop"},
                     "--on-max-candidates: 'stop' is not one of "
                     "completed|max-candidates-reached"},
        BadValueCase{"Progression",
                     {"--progression", "manual:0"},
                     "--progression: 'manual:0' is not one of "
                     "time|seconds:N|manual|manual:N|immediate"},
        BadValueCase{"Control", {"--control", "no"}, "--control: 'no' is not one of on|off"},
        BadValueCase{"ControlAddress",
                     {"--control-address", "7241"},
                     "--control-address: '7241' is not a HOST:PORT"},
        BadValueCase{"ControlToken",
                     {"--control-token", "s3 cret"},
                     "--control-token: the value is not a token of printable ASCII characters "
                     "without blanks"},
        BadValueCase{"LogLevel",
                     {"--log-level", "loud"},
                     "--log-level: 'loud' is not one of debug|info|warning|error|off"},
        BadValueCase{
            "LogFormat", {"--log-format", "xml"}, "--log-format: 'xml' is not one of text|json"},
        BadValueCase{"ReadTimeout",
                     {"--read-timeout", "0"},
                     "--read-timeout: '0' is not a number from 0.001 to 86400 seconds"},
        BadValueCase{"Durability",
                     {"--durability", "paranoid"},
                     "--durability: 'paranoid' is not one of normal|full|none"},
        BadValueCase{"DataDir", {"--data-dir", " "}, "--data-dir: ' ' is not a DIR"},
        BadValueCase{"MissingConfig",
                     {"--config", "/nowhere/at.all"},
                     "/nowhere/at.all was not readable (missing?)"}),
    [](const auto& test) { return test.param.name; });

TEST(Options, BadVariableNamesTheOptionAndTheVariable) {
  const Variable variable("AUTOPILOT_LOCAL_PORT", "tcp://10.0.0.1:7240");
  const ExitCommand exit = Exiting({});
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_THAT(exit.errors, HasSubstr("AUTOPILOT_LOCAL_PORT: 'tcp://10.0.0.1:7240' is not a whole "
                                     "number from 0 to 65535"));
}

TEST(Options, UnknownOptionGetsAHint) {
  const ExitCommand exit = Exiting({"--in-memory", "--prot", "80"});
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_THAT(exit.errors,
              HasSubstr("autopilot-local: there is no option --prot. Did you mean --port?\n"));
}

TEST(Options, UnknownCommandGetsAHint) {
  EXPECT_THAT(Exiting({"heath"}).errors,
              HasSubstr("there is no command heath. Did you mean health?\n"));
}

TEST(Options, AnOptionUnlikeAnyOtherGetsNoHint) {
  const ExitCommand exit = Exiting({"--xyzzyplugh=1"});
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_THAT(exit.errors, HasSubstr("autopilot-local: there is no option --xyzzyplugh\n"));
}

TEST(Options, UnknownKeyInTheConfigFileIsRefused) {
  const ConfigFile file("prot=80\n");
  const ExitCommand exit = Exiting({"--config", file.path()});
  EXPECT_EQ(exit.code, ExitCode::kUsage);
  EXPECT_THAT(exit.errors, HasSubstr("prot"));
}

}  // namespace
}  // namespace autopilot
