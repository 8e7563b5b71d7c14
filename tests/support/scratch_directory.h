#pragma once

#include <string>

namespace support {

/// A new private folder (mode 0700) under the system's place for temporary files. It owns what is
/// in it: the destructor removes everything, but never follows a mount that is still there.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

  /// The path of `name` in the folder.
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  /// Makes a folder `name` in it and returns its path.
  std::string make_folder(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace support
