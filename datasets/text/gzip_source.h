#pragma once

#include <memory>

#include "datasets/base/byte_source.h"

namespace autopilot {

// The bytes that gzip has compressed (RFC 1952), of all members one after the other, in pieces of
// at most 64 KB; what it holds in memory does not depend on the data. Errors are those of
// `compressed`, or kMalformed: no gzip, cut off, damaged, or followed by something else. They come
// behind the bytes before them, however `compressed` is cut. After the first error Next gives it
// again.
std::unique_ptr<ByteSource> OpenGzip(std::unique_ptr<ByteSource> compressed);

}  // namespace autopilot
