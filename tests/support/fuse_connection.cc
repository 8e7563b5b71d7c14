#include "support/fuse_connection.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace support {
namespace {

bool write_one(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = write(fd, "1", 1) == 1;
  close(fd);
  return written;
}

/// The kernel's control files of FUSE connections. Machines without an init often lack that file
/// system; a private mount of it, for as long as this object lives, will do.
class ControlFiles {
 public:
  ControlFiles() {
    if (access(control_.c_str(), F_OK) == 0 && !std::filesystem::is_empty(control_)) return;
    char folder[] = "/tmp/fusectl-XXXXXX";
    if (!mkdtemp(folder)) return;
    control_ = own_ = folder;
    mounted_ = mount("none", folder, "fusectl", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
  }
  ~ControlFiles() {
    if (mounted_) umount2(own_.c_str(), MNT_DETACH);
    if (!own_.empty()) rmdir(own_.c_str());
  }
  ControlFiles(const ControlFiles&) = delete;
  ControlFiles& operator=(const ControlFiles&) = delete;

  std::string of(int number, const std::string& name) const {
    return control_ + "/" + std::to_string(number) + "/" + name;
  }

 private:
  std::string control_ = "/sys/fs/fuse/connections";
  std::string own_;
  bool mounted_ = false;
};

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

/// Looks at the number of requests that wait until it is as wanted.
void wait_for_waiting(const std::string& mountpoint, const std::function<bool(int)>& is_wanted,
                      const std::string& complaint) {
  const ControlFiles control;
  const int number = mount_at(mountpoint).connection;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    std::ifstream file(control.of(number, "waiting"));
    int waiting = 0;
    if (!(file >> waiting)) throw std::runtime_error("FUSE's control files need root");
    if (is_wanted(waiting)) return;
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error(complaint);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
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

void wait_for_requests(const std::string& mountpoint, int count) {
  wait_for_waiting(
      mountpoint, [count](int waiting) { return waiting >= count; },
      "fewer requests wait in the mount than " + std::to_string(count));
}

void wait_until_idle(const std::string& mountpoint) {
  wait_for_waiting(
      mountpoint, [](int waiting) { return waiting == 0; }, "requests still wait in the mount");
}

bool abort_connection(int number) { return write_one(ControlFiles().of(number, "abort")); }

}  // namespace support
