#include "cli/log.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace {

/// What the log of a foreground mount writes.
std::string logged(const cli::Options& options, const std::string& line) {
  const fs::Log log = cli::make_log(options);
  testing::internal::CaptureStderr();
  log(line);
  return testing::internal::GetCapturedStderr();
}

cli::Options mount_at(const std::string& mountpoint) {
  cli::Options options;
  options.address = qmp::UnixAddress{"/run/my vm.sock"};
  options.foreground = true;
  options.mountpoint = mountpoint;
  return options;
}

TEST(Log, SaysWhichMount) {
  EXPECT_EQ(logged(mount_at("/mnt/vm"), "news"), "qom-fuse: /mnt/vm: news\n");
  EXPECT_EQ(logged(mount_at("/mnt/vm/"), "news"), "qom-fuse: /mnt/vm: news\n");
  EXPECT_EQ(logged(mount_at("/mnt/my vm"), "news"), "qom-fuse: '/mnt/my vm': news\n");
  const std::string here = std::filesystem::current_path();
  EXPECT_EQ(logged(mount_at("mnt"), "news"), "qom-fuse: " + here + "/mnt: news\n");
}

TEST(Log, CallsAMountAsTheMountTableDoes) {
  const support::ScratchDirectory scratch;
  const std::string folder = std::filesystem::canonical(scratch.path());
  std::filesystem::create_directory(folder + "/mnt");
  std::filesystem::create_directory_symlink("mnt", folder + "/link");
  EXPECT_EQ(logged(mount_at(folder + "/link/"), "news"), "qom-fuse: " + folder + "/mnt: news\n");
}

TEST(Log, NamesAMountThatWasPassedOnByItsMonitor) {
  EXPECT_EQ(logged(mount_at("/dev/fd/3"), "news"), "qom-fuse: '/run/my vm.sock': news\n");
}

}  // namespace
