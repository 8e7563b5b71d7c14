// A guest that gives memory back changes what its balloon tells, and QEMU says so by
// BALLOON_CHANGE: what the mount has of older values is not served any more, however long it might
// be kept.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/linux_guest.h"
#include "support/newer_qemu.h"
#include "support/scratch_directory.h"
#include "support/shell.h"
#include "support/system_test.h"
#include "support/tool.h"

namespace {

using support::Json;
using support::LinuxGuest;

/// Long enough that nothing but the event makes it stale.
constexpr const char* kept_long = "timeout=3600,readahead_timeout=3600";

constexpr std::int64_t inflated = LinuxGuest::memory / 2;
constexpr off_t unknown_size = 4096;

class Balloon : public support::SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (HasFatalFailure() || IsSkipped()) return;
    if (support::guest_folder().empty()) give_up("QOM_FUSE_GUEST names no guest to boot");
  }
};

/// The guest's own count of its memory: nothing but the balloon changes it.
std::int64_t total_memory(const Json& stats) { return stats["stats"]["stat-total-memory"]; }

Json parsed(const std::string& text) { return Json::parse(text, nullptr, /*throw=*/false); }

off_t size_of(const std::string& path) {
  struct stat attributes = {};
  return stat(path.c_str(), &attributes) == 0 ? attributes.st_size : -1;
}

/// Open for reading, which has the mount fetch the value before anybody reads it.
class HeldOpen {
 public:
  explicit HeldOpen(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~HeldOpen() { close(fd_); }
  HeldOpen(const HeldOpen&) = delete;
  HeldOpen& operator=(const HeldOpen&) = delete;

  std::string text() const {
    std::array<char, 65536> bytes;
    const ssize_t count = pread(fd_, bytes.data(), bytes.size(), 0);
    return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

 private:
  int fd_;
};

/// Sure to be answered from what was fetched when the file was opened, were it not for the event.
void read_what_was_opened_before() {
  LinuxGuest vm(kept_long);
  const std::string file = vm(LinuxGuest::balloon) + "/guest-stats";
  const Json before = vm.newer_stats();

  const HeldOpen untouched(file);
  const Json later = vm.newer_stats();
  const Json kept = parsed(untouched.text());
  ASSERT_NE(kept["last-update"], later["last-update"]) << "the mount does not keep what it fetched";

  const HeldOpen opened(file);
  ASSERT_NE(size_of(file), unknown_size);
  vm.inflate_to(inflated);
  const Json after = vm.newer_stats();
  ASSERT_LT(total_memory(after), total_memory(before));
  EXPECT_EQ(size_of(file), unknown_size) << "the kernel knows the size of an older value";
  EXPECT_EQ(total_memory(parsed(opened.text())), total_memory(after));
}

TEST_F(Balloon, ChangesWhatAFileOpenedBeforeGives) { read_what_was_opened_before(); }

TEST_F(Balloon, ChangesWhatAFileOpenedBeforeGivesOnANewerQemu) {
  if (support::newer_qemu_program().empty())
    GTEST_SKIP() << "QOM_FUSE_QEMU_NEW names no second QEMU";
  support::NewerQemu newer;
  read_what_was_opened_before();
}

/// A QEMU that describes whole objects brings every value along with the listing.
TEST_F(Balloon, ChangesWhatCameAlongWithAListing) {
  if (support::newer_qemu_program().empty())
    GTEST_SKIP() << "QOM_FUSE_QEMU_NEW names no second QEMU";
  support::NewerQemu newer;
  LinuxGuest vm(kept_long);
  const std::string device = vm(LinuxGuest::balloon);
  const std::string backend = device + "/virtio-backend";
  ASSERT_EQ(support::run("ls " + device + " " + backend).status, 0);

  const Json later = vm.newer_stats();
  const Json kept = parsed(support::read_file(device + "/guest-stats").text);
  ASSERT_NE(kept["last-update"], later["last-update"]) << "the mount does not keep what it fetched";

  vm.inflate_to(inflated);
  const Json after = vm.newer_stats();
  ASSERT_LT(total_memory(after), total_memory(later));
  const Json fresh = parsed(support::read_file(backend + "/guest-stats").text);
  EXPECT_EQ(total_memory(fresh), total_memory(after));
}

/// Beside the mount, on the one monitor that both share.
TEST_F(Balloon, IsHeardOfByAToolAtTheMountsSecondDoor) {
  support::ScratchDirectory folder;
  const std::string door = folder / "door";
  LinuxGuest vm("share=" + door);
  support::ShellCommand events("exec " + support::shell_word(support::tool_program("qmp")) +
                               " -s " + door + " events --count 1 --timeout 60 BALLOON_CHANGE");
  // The tool has no word for that it listens, so the balloon changes until the tool has heard of
  // it.
  constexpr std::int64_t step = 8 << 20;
  for (int change = 0; events.running() && change < 30; ++change)
    vm.inflate_to(inflated + change % 2 * step);
  const support::Outcome outcome = events.wait(std::chrono::seconds(60));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const Json event = parsed(outcome.out);
  EXPECT_EQ(event["event"], "BALLOON_CHANGE");
  EXPECT_LT(event["data"]["actual"].get<std::int64_t>(), LinuxGuest::memory);
  EXPECT_TRUE(event["timestamp"].contains("seconds"));
}

}  // namespace
