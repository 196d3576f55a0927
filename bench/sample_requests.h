#pragma once

#include <cstdint>
#include <string>

namespace autopilot::bench {

// Requests for the load and for filled stores alike. A run of '#' stands for the digits of the
// job's number (see NumberedText).

inline constexpr const char* kJobName = "bench-job-#########";

// The credentials of every call.
std::string Authorization();

std::string DescribeBody();  // also what StopAutoMLJob takes
// A tabular job of 10 candidates with 1 tag.
std::string CreateBody();
// The same with another tag in place of that one: its job will fail.
std::string CreateFailingBody();

// A call as an AWS SDK sends it, as bytes for the wire.
std::string SdkRequest(const std::string& operation, const std::string& body, std::uint16_t port);

}  // namespace autopilot::bench
