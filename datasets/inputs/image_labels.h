#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "datasets/base/byte_source.h"
#include "datasets/base/object_store.h"
#include "datasets/inputs/manifest.h"

namespace autopilot {

// Called for each record; what it returns ends the reading if it is an error.
using OnAugmentedRecord = std::function<DataResult<void>(const AugmentedRecord&)>;

// Reads an AugmentedManifestFile, JSON lines of which none is longer than kLongestLine, blank ones
// left out, for at most `lines` lines. Errors say the line, counted from 1. Fails with kMalformed
// if there is no record.
inline constexpr std::size_t kLongestLine = std::size_t{1} << 20;
DataResult<void> ReadAugmentedManifest(ByteSource& bytes, std::uint64_t lines,
                                       const OnAugmentedRecord& on_record);

// The first records of the manifest are well formed, and the object of the first one exists.
DataResult<void> CheckAugmentedManifest(ObjectStore& store, const ObjectInfo& manifest,
                                        const Deadline& deadline);

// The class of an image behind a prefix: the name of the folder that it is in; "" if it is in none.
std::string_view FolderOf(std::string_view key);

}  // namespace autopilot
