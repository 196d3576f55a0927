#include "server/http/http_date.h"

#include <array>
#include <cstddef>
#include <ctime>

namespace autopilot {

const std::string& HttpDate::Of(std::chrono::system_clock::time_point now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second != second_) {
    second_ = second;
    const std::time_t time = std::chrono::system_clock::to_time_t(second);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    // No locale is ever set, so the names of days and months are English.
    const std::size_t length =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text_.assign(text.data(), length);
  }
  return text_;
}

}  // namespace autopilot
