#include "api/protocol/responses.h"

#include <array>
#include <cstdint>
#include <random>
#include <string_view>
#include <utility>

#include "api/protocol/errors.h"
#include "api/protocol/json_writer.h"

namespace autopilot {
namespace {

constexpr std::string_view kContentType = "application/x-amz-json-1.1";

std::mt19937_64 SeededGenerator() {
  std::random_device entropy;
  std::seed_seq seed{entropy(), entropy(), entropy(), entropy()};
  return std::mt19937_64(seed);
}

}  // namespace

std::string NewRequestId() {
  constexpr std::string_view kHex = "0123456789abcdef";
  thread_local std::mt19937_64 generator = SeededGenerator();
  const std::array<std::uint64_t, 2> random{generator(), generator()};
  std::string id = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::size_t digit = 0;
  for (char& c : id) {
    if (c == '-') continue;
    const std::uint64_t nibble = random[digit / 16] >> (digit % 16 * 4) & 0xF;
    ++digit;
    if (c == 'x') c = kHex[nibble];
    if (c == 'y') c = kHex[8 | (nibble & 3)];  // the variant: 8, 9, a or b
  }
  return id;
}

Response JsonResponse(std::string json, const std::string& request_id) {
  return {.status = 200,
          .content_type = std::string(kContentType),
          .body = std::move(json),
          .headers = {{"x-amzn-RequestId", request_id}}};
}

Response ErrorResponse(const Error& error, const std::string& request_id) {
  const ErrorType type = TypeOf(error);
  JsonWriter body;
  body.BeginObject();
  body.Key("__type").String(type.name);
  body.Key(type.message_member).String(error.message);
  body.EndObject();
  return {
      .status = type.http_status,
      .content_type = std::string(kContentType),
      .body = std::move(body).str(),
      .headers = {{"x-amzn-RequestId", request_id}, {"x-amzn-ErrorType", std::string(type.name)}}};
}

}  // namespace autopilot
