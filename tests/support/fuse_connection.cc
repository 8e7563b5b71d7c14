#include "support/fuse_connection.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace support {
namespace {

bool write_one(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = write(fd, "1", 1) == 1;
  close(fd);
  return written;
}

std::string abort_file(const std::string& control, int number) {
  return control + "/" + std::to_string(number) + "/abort";
}

MountEntry parse_entry(std::istringstream& line, const std::string& device,
                       const std::string& options) {
  MountEntry entry;
  entry.mounted = true;
  entry.connection = atoi(device.substr(device.find(':') + 1).c_str());
  std::string word;
  while (line >> word && word != "-") {
  }
  std::string file_system_options;
  line >> entry.type >> entry.source >> file_system_options;
  entry.options = options + "," + file_system_options;
  return entry;
}

}  // namespace

MountEntry mount_at(const std::string& mountpoint) {
  MountEntry found;
  std::ifstream table("/proc/self/mountinfo");
  for (std::string text; std::getline(table, text);) {
    std::istringstream line(text);
    std::string id, parent, device, root, place, options;
    line >> id >> parent >> device >> root >> place >> options;
    if (place == mountpoint) found = parse_entry(line, device, options);
  }
  return found;
}

bool abort_connection(int number) {
  if (write_one(abort_file("/sys/fs/fuse/connections", number))) return true;
  // Machines without an init often lack the control file system; a private mount of it will do.
  char folder[] = "/tmp/fusectl-XXXXXX";
  if (!mkdtemp(folder)) return false;
  bool aborted = false;
  if (mount("none", folder, "fusectl", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0) {
    aborted = write_one(abort_file(folder, number));
    umount2(folder, MNT_DETACH);
  }
  rmdir(folder);
  return aborted;
}

}  // namespace support
