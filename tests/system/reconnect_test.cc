// QEMU goes and comes back: the mount outlives it, says at once that it is gone, and shows the next
// one.

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted.h"
#include "support/qemu_process.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::Mounted;
using support::QemuProcess;
using Clock = std::chrono::steady_clock;

class Reconnect : public support::SystemTest {};

int listing_error(const std::string& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator listing(folder, error);
  return error.value();
}

/// Reads until it works, for as long as reconnecting may take.
std::string text_soon(const std::string& file) {
  const auto end = Clock::now() + 10s;
  std::string text;
  while (text.empty() && Clock::now() < end) {
    text = support::read_file(file).text;
    std::this_thread::sleep_for(50ms);
  }
  return text;
}

/// The mount hears of it a moment later.
void wait_until_down(const std::string& file) {
  const auto end = Clock::now() + 10s;
  while (support::read_file(file).open_error != EHOSTDOWN && Clock::now() < end)
    std::this_thread::sleep_for(10ms);
}

TEST_F(Reconnect, AMountWithoutQemuSaysSoAtOnce) {
  QemuProcess qemu(support::q35_with_devices());
  Mounted mounted(qemu.mount_socket());
  ASSERT_EQ(support::read_file(mounted("/objects/io0/poll-max-ns")).open_error, 0);
  qemu.kill();
  wait_until_down(mounted("/objects/io0/poll-max-ns"));
  const auto begin = Clock::now();
  EXPECT_EQ(errno_text(support::read_file(mounted("/objects/io0/poll-max-ns")).open_error),
            errno_text(EHOSTDOWN));
  EXPECT_EQ(errno_text(support::read_file(mounted("/objects/sec0/data")).open_error),
            errno_text(EHOSTDOWN));
  EXPECT_EQ(errno_text(support::write_file(mounted("/objects/io0/poll-max-ns"), "1\n").error()),
            errno_text(EHOSTDOWN));
  EXPECT_EQ(errno_text(listing_error(mounted("/machine"))), errno_text(EHOSTDOWN));
  EXPECT_LT(Clock::now() - begin, 1s);
}

/// However long names may be kept: a reconnect drops them.
TEST_F(Reconnect, TheNextQemuIsShown) {
  QemuProcess qemu(support::q35_with_devices());
  Mounted mounted(qemu.mount_socket(), "timeout=60");
  const std::string file = mounted("/objects/io0/poll-max-ns");
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(support::write_file(file, "4096\n").error(), 0);
    const support::Outcome walk = support::run("ls -lR " + mounted("/machine") + " > /dev/null");
    EXPECT_EQ(walk.status, 0) << walk.err;
    qemu.kill();
    qemu.start();
    EXPECT_EQ(text_soon(file), "32768\n");
    EXPECT_EQ(errno_text(listing_error(mounted("/machine"))), errno_text(0));
  }
}

TEST_F(Reconnect, ALongAbsenceIsSurvived) {
  QemuProcess qemu(support::q35_with_devices());
  Mounted mounted(qemu.mount_socket());
  const std::string machine = support::read_file(mounted("/machine/type")).text;
  qemu.kill();
  std::this_thread::sleep_for(4s);
  EXPECT_EQ(errno_text(support::read_file(mounted("/machine/type")).open_error),
            errno_text(EHOSTDOWN));
  qemu.start();
  EXPECT_EQ(text_soon(mounted("/machine/type")), machine);
}

TEST_F(Reconnect, ReadersThatWaitAreToldWhenQemuDies) {
  QemuProcess qemu(support::q35_with_devices());
  Mounted mounted(qemu.mount_socket(), "deadline=60");
  const std::string file = mounted("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  qemu.stop();
  support::ShellCommand readers("for i in $(seq 16); do cat " + file + " & done; wait");
  support::wait_for_requests(mounted.path(), 16);
  qemu.kill();
  const support::Outcome outcome = readers.wait(3s);
  EXPECT_FALSE(outcome.timed_out);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 16) << outcome.err;
  EXPECT_NE(outcome.err.find("Host is down"), std::string::npos) << outcome.err;
}

TEST_F(Reconnect, AMountWithoutQemuIsUnmountedAsEver) {
  QemuProcess qemu(support::q35_with_devices());
  Mounted mounted(qemu.mount_socket());
  qemu.kill();
  EXPECT_EQ(support::run("fusermount3 -u " + mounted.path(), 5s).status, 0);
  EXPECT_TRUE(support::wait_until_unmounted(mounted.path(), 5s));
}

}  // namespace
