#include "support/scratch_directory.h"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "support/shell.h"

namespace support {

ScratchDirectory::ScratchDirectory()
    : path_((std::filesystem::temp_directory_path() / "qom-fuse-XXXXXX").string()) {
  if (!mkdtemp(path_.data())) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + path_);
  }
}

ScratchDirectory::~ScratchDirectory() { run("rm -rf --one-file-system " + shell_word(path_)); }

std::string ScratchDirectory::make_folder(const std::string& name) const {
  const std::string folder = path_ + "/" + name;
  std::filesystem::create_directory(folder);
  return folder;
}

}  // namespace support
