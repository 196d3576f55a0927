#pragma once

#include <filesystem>

namespace autopilot {

// The folder of a store on disk, locked against other processes (and other stores of this one) as
// long as this object lives.
class DataFolder {
 public:
  // Creates the folder, private to the user and with a .gitignore of its own, if it is missing. An
  // existing one is taken as it is. Throws StoreOpenError: unusable, or locked.
  explicit DataFolder(const std::filesystem::path& folder);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  // Absolute.
  const std::filesystem::path& DatabaseFile() const { return database_file_; }

 private:
  const std::filesystem::path folder_;
  const std::filesystem::path database_file_;
  int lock_ = -1;  // file descriptor
};

}  // namespace autopilot
