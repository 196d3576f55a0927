#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/protocol/authenticator.h"

namespace autopilot {

// The keys in a file of --auth-keys:
//   {"keys": [{"access_key_id": "AKIDEXAMPLE", "secret_access_key": "...",
//              "account": "123456789012"},
//             {"access_key_id": "ASIAEXAMPLE", "secret_access_key": "...",
//              "account": "123456789012", "session_token": "...",
//              "expiration": "2026-01-31T12:00:00Z"}]}
// Throws StartFileError; its text never shows a secret.
std::vector<AccessKey> LoadAuthKeys(const std::filesystem::path& file);

// A text for the log if everybody can read the file.
std::optional<std::string> ProblemOfPermissions(const std::filesystem::path& file);

}  // namespace autopilot
