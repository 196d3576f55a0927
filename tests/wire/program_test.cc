#include "tests/wire/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "server/version.h"
#include "tests/support/requests.h"
#include "tests/support/temp_folder.h"
#include "tests/wire/wire_client.h"

namespace autopilot {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TempFolder;

const std::string kReady =
    "autopilot-local " + std::string(kVersion) + " ready on http://127.0.0.1:";

// Reads the ready line, which tells the port.
std::string PortOf(Program& program) {
  const std::string line = program.ReadLine();
  EXPECT_THAT(line, StartsWith(kReady)) << program.Errors();
  return line.substr(std::min(line.size(), kReady.size()));
}

TEST(Program, TellsItsAddressServesAndEndsOnSigterm) {
  Program program({"--port=0", "--in-memory"});
  const std::string port = PortOf(program);
  WireClient client(static_cast<std::uint16_t>(std::stoi(port)));
  client.Send("GET /_autopilot/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
  program.Signal(SIGTERM);
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_EQ(program.ReadLine(), "");
}

TEST(Program, EndsOnSigint) {
  Program program({"--port=0", "--in-memory"});
  PortOf(program);
  program.Signal(SIGINT);
  EXPECT_EQ(program.Wait(), 0);
}

TEST(Program, LogsJsonOnStderrWhenAskedTo) {
  Program program({"--port=0", "--in-memory", "--log-format=json"});
  const std::string port = PortOf(program);
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait(), 0);
  std::istringstream lines(program.Errors());
  std::string line;
  std::vector<std::string> messages;
  while (std::getline(lines, line)) {
    messages.push_back(nlohmann::json::parse(line)["message"].get<std::string>());
  }
  EXPECT_THAT(messages, ::testing::ElementsAre("starting", "ready", "stopping", "stopped"));
}

TEST(Program, TakesItsOptionsFromTheEnvironment) {
  Program program({}, {"AUTOPILOT_LOCAL_PORT=0", "AUTOPILOT_LOCAL_IN_MEMORY=1",
                       "AUTOPILOT_LOCAL_LOG_LEVEL=off"});
  PortOf(program);
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_EQ(program.Errors(), "");
}

TEST(Program, OfTwoOnOnePortTheSecondExitsWithThree) {
  Program first({"--port=0", "--in-memory"});
  const std::string port = PortOf(first);
  Program second({"--port=" + port, "--in-memory", "--log-level=off"});
  EXPECT_EQ(second.Wait(), 3);
  EXPECT_EQ(second.ReadLine(), "");
  EXPECT_THAT(second.Errors(), HasSubstr("127.0.0.1:" + port));
}

TEST(Program, AnUnusableDataFolderExitsWithFour) {
  Program program({"--port=0", "--data-dir=/proc/autopilot"});
  EXPECT_EQ(program.Wait(), 4);
  EXPECT_THAT(program.Errors(), HasSubstr("/proc/autopilot"));
}

TEST(Program, WrongOptionsExitWithTwo) {
  Program program({"--prot=0"});
  EXPECT_EQ(program.Wait(), 2);
  EXPECT_THAT(program.Errors(), HasSubstr("Did you mean --port?"));
}

TEST(Program, ReadsTheDataOfJobsFromAFolder) {
  const TempFolder folder;
  std::filesystem::create_directories(folder.path() / "bucket");
  std::ofstream(folder.path() / "bucket" / "train.csv") << "x,z\n1,2\n";
  Program program({"--port=0", "--in-memory", "--s3-root=" + folder.path().string()});
  WireClient client(static_cast<std::uint16_t>(std::stoi(PortOf(program))));
  const auto create = [&client](const nlohmann::json& request) {
    const std::string body = request.dump();
    client.Send(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\nContent-Type: application/x-amz-json-1.1\r\n"
        "X-Amz-Target: SageMaker.CreateAutoMLJob\r\n\r\n" +
        body);
    return client.Read();
  };
  const WireResponse refused = create(testing::CreateV1("job"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("Target attribute name y does not exist in header."));
  std::ofstream(folder.path() / "bucket" / "train.csv") << "x,y\n1,2\n";
  EXPECT_EQ(create(testing::CreateV1("job")).status, 200);
}

TEST(Program, AnS3RootThatIsNoFolderExitsWithTwo) {
  Program program({"--port=0", "--in-memory", "--s3-root=/nowhere"});
  EXPECT_EQ(program.Wait(), 2);
  EXPECT_THAT(program.Errors(), HasSubstr("--s3-root: /nowhere is not a folder."));
}

TEST(Program, HealthIsItsExitCode) {
  Program server({"--port=0", "--in-memory"});
  const std::string port = PortOf(server);
  Program healthy({"health"}, {"AUTOPILOT_LOCAL_PORT=" + port});
  EXPECT_EQ(healthy.Wait(), 0);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
  Program gone({"health", "--url=http://127.0.0.1:" + port});
  EXPECT_EQ(gone.Wait(), 1);
  EXPECT_THAT(gone.Errors(), StartsWith("autopilot-local health: No answer from"));
}

TEST(Program, EndsOnSigtermThoughARequestIsDelayedAndAnotherWaits) {
  Program program({"--port=0", "--in-memory"});
  const auto port = static_cast<std::uint16_t>(std::stoi(PortOf(program)));
  const auto post = [](const std::string& path, const std::string& body) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  };
  WireClient delayed(port);
  delayed.Send(post("/_autopilot/faults", R"({"latency":"PT1H"})"));
  EXPECT_EQ(delayed.Read().status, 200);
  delayed.Send(PostOf("{}", "X-Amz-Target: SageMaker.ListAutoMLJobs\r\n"));
  WireClient waiting(port);
  waiting.Send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(waiting.Read().status, 200);
  waiting.Send(post("/_autopilot/wait", R"({"operation":"ListTags","timeout":"PT1H"})"));
  EXPECT_FALSE(delayed.HasBytesWithin(std::chrono::milliseconds(50)));
  program.Signal(SIGTERM);
  for (WireClient* client : {&delayed, &waiting}) {
    EXPECT_EQ(client->Read().status, 503);
    client->EndSending();
  }
  EXPECT_EQ(program.Wait(), 0);
}

TEST(Program, AppliesTheStartUpFolderBeforeItIsReady) {
  const TempFolder folder;
  std::ofstream(folder.path() / "clock.json")
      << R"([{"method":"PUT","path":"/_autopilot/clock","body":{"mode":"frozen","now":1900000000}}])";
  Program program({"--port=0", "--in-memory", "--init-dir=" + folder.path().string()});
  WireClient client(static_cast<std::uint16_t>(std::stoi(PortOf(program))));
  client.Send("GET /_autopilot/clock HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.Read().body, HasSubstr("\"now\":\"2030-03-17T17:46:40.000Z\""));
}

TEST(Program, BadStartUpFilesExitWithTwoAndAreNamed) {
  const TempFolder folder;
  const std::string file = (folder.path() / "a.json").string();
  std::ofstream(file) << R"([{"method":"PUT","path":"/_autopilot/speed","body":{"speed":0}}])";
  for (const auto& [option, error] :
       {std::pair{"--init-dir=" + folder.path().string(),
                  ": /0: /speed: 'speed' must be a number from 0.001 to 1000000."},
        std::pair{"--scenarios=" + file, ": The request must be a JSON object."}}) {
    Program program({"--port=0", "--in-memory", option});
    EXPECT_EQ(program.Wait(), 2);
    EXPECT_EQ(program.ReadLine(), "");
    EXPECT_THAT(program.Errors(), HasSubstr(file + error));
  }
}

TEST(Program, ATakenControlAddressExitsWithThree) {
  Program first({"--port=0", "--in-memory"});
  const std::string port = PortOf(first);
  Program second({"--port=0", "--in-memory", "--control-address=127.0.0.1:" + port});
  EXPECT_EQ(second.Wait(), 3);
  EXPECT_THAT(second.Errors(), HasSubstr("--control-address: Cannot listen on 127.0.0.1:" + port));
}

TEST(Program, PrintsItsVersion) {
  Program program({"--version"});
  EXPECT_EQ(program.ReadLine(), "autopilot-local " + std::string(kVersion));
  EXPECT_EQ(program.Wait(), 0);
}

}  // namespace
}  // namespace autopilot
