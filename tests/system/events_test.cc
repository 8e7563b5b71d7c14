// What QEMU tells by an event is gone from the mount at once, however long names may be kept; and
// nobody who walks the tree meanwhile hangs or sees half of anything.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/attribute_file.h"
#include "support/expected.h"
#include "support/hotplug_machine.h"
#include "support/newer_qemu.h"
#include "support/system_test.h"
#include "support/walkers.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::HotplugMachine;
using Clock = HotplugMachine::Clock;

constexpr int fewest_cycles = 200;

/// However slow the machine is, whoever is to see something beside gets that long to see it.
constexpr auto long_enough = 60s;

/// Far less than what names are kept for. What it took is recorded: on a machine that does nothing
/// else it is less than 50 ms.
constexpr auto patience = 20s;

class Events : public support::SystemTest {};

int stat_error(const std::string& path) {
  struct stat attributes = {};
  return lstat(path.c_str(), &attributes) == 0 ? 0 : errno;
}

/// How long the path goes on to answer anything else; `patience` if for ever.
Clock::duration time_until(int error, const std::string& path, Clock::time_point since) {
  while (stat_error(path) != error && Clock::now() - since < patience)
    std::this_thread::sleep_for(200us);
  return Clock::now() - since;
}

/// Durations as what a machine can read: microseconds, the middle and the worst.
void record(const std::string& what, std::vector<Clock::duration> durations) {
  std::sort(durations.begin(), durations.end());
  auto in_us = [](Clock::duration duration) {
    return static_cast<int>(
        std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
  };
  int middle = in_us(durations[durations.size() / 2]);
  int worst = in_us(durations.back());
  ::testing::Test::RecordProperty(what + "_p50_us", middle);
  ::testing::Test::RecordProperty(what + "_max_us", worst);
  std::cout << what << ": p50 " << middle << " us, max " << worst << " us\n";
}

/// Reads a file of the device over and over while it comes and goes: a whole value or ENOENT.
class Reader {
 public:
  Reader(const std::string& file, const std::string& text)
      : thread_([this, file, text] {
          while (!end_) look_at(support::read_file(file), text);
        }) {}
  ~Reader() { end(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void end() {
    end_ = true;
    if (thread_.joinable()) thread_.join();
  }

  /// Waits until it has read a whole value once more.
  void await_whole_value() {
    const int before = whole_;
    const auto end = Clock::now() + long_enough;
    while (whole_ == before && Clock::now() < end) std::this_thread::sleep_for(1ms);
  }

  int whole() const { return whole_; }
  const std::set<std::string>& odd() const { return odd_; }

 private:
  void look_at(const support::FileRead& read, const std::string& text) {
    int error = read.open_error ? read.open_error : read.read_error;
    if (error != 0 && error != ENOENT) odd_.insert(errno_text(error));
    if (error != 0) return;
    if (read.text == text) {
      ++whole_;
    } else {
      odd_.insert("\"" + read.text + "\"");
    }
  }

  std::atomic<bool> end_ = false;
  std::atomic<int> whole_ = 0;
  std::set<std::string> odd_;
  std::thread thread_;
};

/// What walks beside; each tells what it finds that is odd. An object that goes while they are in
/// it is missing, which is no news.
std::vector<std::string> walkers_of(const HotplugMachine& vm) {
  const std::string no_news = " 2>&1 >/dev/null | grep -v 'No such file or directory'";
  return {"find " + vm("/machine") + no_news, "ls -lR " + vm("/machine/peripheral") + no_news,
          "grep -r . " + vm("/machine/peripheral") + no_news,
          "grep -r . " + vm("/objects") + " | sort | md5sum; find " +
              vm("/machine/peripheral/bal0") + " | wc -l"};
}

std::string lines_of(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The device once in and out; how long it took to be there by name, and to be gone.
struct Times {
  std::vector<Clock::duration> there;
  std::vector<Clock::duration> gone;
};

void one_cycle(HotplugMachine& vm, Times& times) {
  const std::string device = vm(HotplugMachine::device);
  vm.plug();
  times.there.push_back(time_until(0, device, Clock::now()));
  EXPECT_EQ(support::read_file(device + "/type").text, "usb-tablet\n");
  const Clock::time_point said = vm.unplug();
  times.gone.push_back(time_until(ENOENT, device, said));
  times.gone.push_back(time_until(ENOENT, device + "/port", said));
  EXPECT_EQ(errno_text(support::read_file(device + "/type").open_error), errno_text(ENOENT));
}

/// Until every walker has seen it come and go.
Times cycle_beside(const support::Walkers& walkers, HotplugMachine& vm) {
  Times times;
  const auto end = Clock::now() + long_enough;
  for (int cycle = 0; cycle < fewest_cycles || !walkers.all_went_round(); ++cycle) {
    if (::testing::Test::HasFailure() || (cycle >= fewest_cycles && Clock::now() > end)) break;
    one_cycle(vm, times);
  }
  return times;
}

void come_and_go() {
  HotplugMachine vm("timeout=3600");
  vm.plug();
  const std::string port = support::expected_text(vm.probe().value(HotplugMachine::device, "port"));
  vm.unplug();
  support::Walkers walkers(walkers_of(vm));
  vm.plug();
  Reader reader(vm(HotplugMachine::device) + std::string("/port"), port);
  reader.await_whole_value();
  time_until(ENOENT, vm(HotplugMachine::device), vm.unplug());
  const Times times = cycle_beside(walkers, vm);
  reader.end();
  walkers.stop();
  record("there_by_name", times.there);
  record("gone", times.gone);
  ::testing::Test::RecordProperty("fewest_rounds", walkers.fewest_rounds());
  ::testing::Test::RecordProperty("whole_reads", reader.whole());
  EXPECT_LT(*std::max_element(times.there.begin(), times.there.end()), patience);
  EXPECT_LT(*std::max_element(times.gone.begin(), times.gone.end()), patience);
  EXPECT_GE(walkers.fewest_rounds(), 1);
  EXPECT_EQ(lines_of(walkers.news()), "");
  EXPECT_GE(reader.whole(), 1);
  EXPECT_EQ(lines_of(reader.odd()), "");
}

/// Nobody who happens to ask QEMU finds out in its place.
TEST_F(Events, MakeARemovedDeviceGoAtOnceWithNobodyElseAround) {
  HotplugMachine vm("timeout=3600");
  Times times;
  for (int cycle = 0; cycle < 20 && !HasFailure(); ++cycle) one_cycle(vm, times);
  record("gone_alone", times.gone);
  EXPECT_LT(*std::max_element(times.gone.begin(), times.gone.end()), patience);
}

TEST_F(Events, MakeARemovedDeviceGoAtOnceBesideWalkers) { come_and_go(); }

TEST_F(Events, MakeARemovedDeviceGoAtOnceBesideWalkersOnANewerQemu) {
  if (support::newer_qemu_program().empty())
    GTEST_SKIP() << "QOM_FUSE_QEMU_NEW names no second QEMU";
  support::NewerQemu newer;
  come_and_go();
}

/// As find and grep do, who go on from a directory that they have open.
TEST_F(Events, LeaveNothingToFindInADirectoryThatIsHeldOpen) {
  HotplugMachine vm("timeout=3600");
  vm.plug();
  const std::string device = vm(HotplugMachine::device);
  ASSERT_EQ(support::read_file(device + "/serial").open_error, 0);
  const int directory = open(device.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_GE(directory, 0);
  time_until(ENOENT, device, vm.unplug());
  for (auto name : {"serial", "port", "nothing"}) {
    struct stat attributes = {};
    const int error = fstatat(directory, name, &attributes, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
    EXPECT_EQ(errno_text(error), errno_text(ENOENT)) << name;
    const int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(errno_text(file < 0 ? errno : 0), errno_text(ENOENT)) << name;
    if (file >= 0) close(file);
  }
  close(directory);
}

bool is_listed(const HotplugMachine& vm) {
  for (const auto& entry : std::filesystem::directory_iterator(vm("/machine/peripheral")))
    if (entry.path().filename() == "dyn") return true;
  return false;
}

/// No event tells of it.
TEST_F(Events, AreNotNeededForAnAdditionToBeListedAfterTheTimeout) {
  HotplugMachine vm("timeout=0.5");
  std::vector<Clock::duration> waited;
  for (int round = 0; round < 5; ++round) {
    ASSERT_FALSE(is_listed(vm));
    vm.plug();
    const auto plugged = Clock::now();
    while (!is_listed(vm) && Clock::now() - plugged < patience) std::this_thread::sleep_for(5ms);
    waited.push_back(Clock::now() - plugged);
    EXPECT_LT(waited.back(), patience);
    vm.unplug();
    time_until(ENOENT, vm(HotplugMachine::device), Clock::now());
  }
  record("listed", waited);
}

TEST_F(Events, MakeTheKernelForgetNamesAndLeaveWorkingDirectoriesAlone) {
  HotplugMachine vm("timeout=3600");
  vm.plug();
  const std::string in_other = "cd " + vm("/machine/peripheral/bal0") + " && ";
  ASSERT_EQ(support::run(in_other + "cat type").status, 0);
  support::ShellCommand shell(in_other + "echo in; while [ ! -e " + vm("/machine/peripheral/dyn") +
                              " ]; do sleep 0.01; done; while [ -e " +
                              vm("/machine/peripheral/dyn") + " ]; do sleep 0.01; done; cat type");
  ASSERT_TRUE(shell.wait_for_line("in"));
  vm.unplug();
  const support::Outcome outcome = shell.wait(10s);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "in\nvirtio-balloon-pci\n");
}

off_t size_of(const std::string& path) {
  struct stat attributes = {};
  return stat(path.c_str(), &attributes) == 0 ? attributes.st_size : -1;
}

/// The size that the kernel keeps is the one of the last value that was read.
TEST_F(Events, ThatMayHaveChangedValuesMakeTheKernelForgetSizes) {
  HotplugMachine vm("timeout=3600");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).text, "32768\n");
  ASSERT_EQ(size_of(file), 6);
  ASSERT_TRUE(vm.probe().set("/objects/io0", "poll-max-ns", 1).ok);
  ASSERT_EQ(size_of(file), 6) << "nothing told of the change";
  ASSERT_TRUE(vm.probe().execute("cont").ok);
  ASSERT_TRUE(vm.probe().execute("stop").ok);
  const auto stopped = Clock::now();
  while (size_of(file) == 6 && Clock::now() - stopped < patience) std::this_thread::sleep_for(1ms);
  EXPECT_NE(size_of(file), 6);
  EXPECT_EQ(support::read_file(file).text, "1\n");
  EXPECT_EQ(size_of(file), 2);
}

}  // namespace
