#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>

#include "api/protocol/message.h"

namespace autopilot {

namespace http = boost::beast::http;

// A target in absolute form ("http://host/path", as sent to proxies) becomes its origin form.
Request ToRequest(http::request<http::string_body>&& message);

// How an answer is framed, which depends on the request and not on the answer.
struct Framing {
  unsigned version = 11;    // 10 or 11
  bool keep_alive = false;  // false: "Connection: close"
  bool head_only = false;   // HEAD: the headers of the answer without its body
};

enum class BodyFraming { kLength, kChunked };

// All of the answer that comes before its body. Written as text: the fields and the serializer of a
// Beast message would cost more than all the rest of a short answer.
std::string HeadOf(const Response& response, const Framing& framing, const std::string& date,
                   BodyFraming body = BodyFraming::kLength);

// The same answer with a framing that breaks in its middle: a chunk with the first half of the
// body, then what is no chunk. The connection is to be closed behind it.
std::string MalformedHttp(const Response& response, const Framing& framing,
                          const std::string& date);

}  // namespace autopilot
