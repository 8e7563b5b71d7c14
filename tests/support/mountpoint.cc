#include "support/mountpoint.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "support/daemon.h"
#include "support/fuse_connection.h"

namespace support {

bool wait_until_unmounted(const std::string& mountpoint, Milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (mount_at(mountpoint).mounted || daemon_of(mountpoint) > 0) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

Mountpoint::Mountpoint(std::chrono::seconds life)
    : path_(directory_.make_folder("mnt")), caretaker_(path_, life) {}

Mountpoint::~Mountpoint() {
  EXPECT_EQ(take_down(), "") << "the mount or its daemon did not go away gently";
  EXPECT_FALSE(caretaker_.release()) << "the mount was aborted: something took too long";
}

std::string Mountpoint::take_down() {
  const MountEntry entry = mount_at(path_);
  Outcome gentle;
  if (entry.mounted) gentle = run("fusermount3 -u " + shell_word(path_), 10s);
  if (wait_until_unmounted(path_)) return "";
  std::string what = gentle.err + (mount_at(path_).mounted ? "still mounted, " : "unmounted, ") +
                     (daemon_of(path_) > 0 ? "the daemon lives" : "the daemon has ended");
  abort_connection(entry.connection);
  run("fusermount3 -uz " + shell_word(path_) + " || umount -l " + shell_word(path_), 10s);
  if (const pid_t daemon = daemon_of(path_); daemon > 0) kill(daemon, SIGKILL);
  wait_until_unmounted(path_);
  return what;
}

}  // namespace support
