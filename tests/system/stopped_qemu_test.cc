// A QEMU that takes commands and answers nothing: whoever waits can be interrupted, nobody waits
// longer than the deadline, and everything works again afterwards.

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted_lies.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::errno_text;
using support::MountedMachine;
using support::ShellCommand;
using Clock = std::chrono::steady_clock;

class StoppedQemu : public support::SystemTest {};

/// How long `action` took.
template <typename Action>
Clock::duration time_of(Action action) {
  const auto begin = Clock::now();
  action();
  return Clock::now() - begin;
}

/// Stops QEMU while nobody is in the mount: whoever waits there afterwards waits for QEMU.
void stop(MountedMachine& vm) {
  support::wait_until_idle(vm.mounted.path());
  vm.qemu.stop();
}

/// QEMU that missed a deadline goes on, and has said so: until then nobody is sent to it.
void resume_and_wait(MountedMachine& vm, const std::string& file) {
  vm.qemu.resume();
  for (int i = 0; i < 500 && support::read_file(file).open_error == ETIMEDOUT; ++i)
    std::this_thread::sleep_for(10ms);
}

/// A reader that waits for a stopped QEMU ends at once when it gets signal `number`.
void expect_reader_to_end(int number) {
  MountedMachine vm(support::q35_with_devices(), "deadline=30,timeout=60");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  ShellCommand reader("exec cat " + file);
  support::wait_for_requests(vm.mounted.path(), 1);
  ASSERT_TRUE(reader.running());
  reader.signal(number);
  const auto ended = reader.wait(2s);
  EXPECT_FALSE(ended.timed_out);
  EXPECT_EQ(ended.status, 128 + number) << ended.out << ended.err;
  vm.qemu.resume();
  EXPECT_EQ(support::read_file(file).text, "32768\n");
}

TEST_F(StoppedQemu, AReaderEndsAtOnceOnInterrupt) { expect_reader_to_end(SIGINT); }

TEST_F(StoppedQemu, AReaderEndsAtOnceOnKill) { expect_reader_to_end(SIGKILL); }

TEST_F(StoppedQemu, AListingEndsAtOnceOnInterrupt) {
  MountedMachine vm(support::q35_with_devices(), "deadline=30");
  stop(vm);
  ShellCommand lister("exec ls -lR " + vm("/machine"));
  support::wait_for_requests(vm.mounted.path(), 1);
  ASSERT_TRUE(lister.running());
  lister.signal(SIGINT);
  EXPECT_EQ(lister.wait(2s).status, 128 + SIGINT);
  vm.qemu.resume();
  EXPECT_EQ(support::run("ls -lR " + vm("/machine/peripheral")).status, 0);
}

TEST_F(StoppedQemu, AReadTimesOutAfterTheDeadline) {
  MountedMachine vm(support::q35_with_devices(), "deadline=1");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  support::FileRead late;
  EXPECT_LT(time_of([&] { late = support::read_file(file); }), 5s);
  EXPECT_EQ(errno_text(late.open_error), errno_text(ETIMEDOUT));
  resume_and_wait(vm, file);
  EXPECT_EQ(support::read_file(file).text, "32768\n");
}

TEST_F(StoppedQemu, AWriteTimesOutAfterTheDeadline) {
  MountedMachine vm(support::q35_with_devices(), "deadline=1");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  support::FileWrite late;
  EXPECT_LT(time_of([&] { late = support::write_file(file, "4096\n"); }), 5s);
  EXPECT_EQ(errno_text(late.error()), errno_text(ETIMEDOUT));
  resume_and_wait(vm, file);
  EXPECT_EQ(support::write_file(file, "8192\n").error(), 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 8192);
}

/// Two commands at most are with QEMU; what waits behind them has not been sent and may be given
/// up.
TEST_F(StoppedQemu, AWriteNotYetSentEndsAtOnceOnInterrupt) {
  MountedMachine vm(support::q35_with_devices(), "deadline=30,timeout=60");
  const std::string file = vm("/objects/io0/poll-max-ns");
  const std::string other = vm("/objects/sec0/data");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  ASSERT_EQ(support::read_file(other).open_error, 0);
  stop(vm);
  ShellCommand first("exec cat " + other);
  ShellCommand second("exec cat " + other);
  support::wait_for_requests(vm.mounted.path(), 2);
  ShellCommand writer("exec dd status=none of=" + file + " <<< 4096");
  support::wait_for_requests(vm.mounted.path(), 3);
  writer.signal(SIGINT);
  EXPECT_EQ(writer.wait(2s).status, 128 + SIGINT);
  vm.qemu.resume();
  EXPECT_EQ(first.wait(5s).out, "open-sesame\n");
  EXPECT_EQ(second.wait(5s).out, "open-sesame\n");
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 32768);
}

/// Nobody could tell whether it took effect, so its end is waited for.
TEST_F(StoppedQemu, AWriteThatWasSentIsWaitedFor) {
  MountedMachine vm(support::q35_with_devices(), "deadline=30,timeout=60");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  ShellCommand writer("exec dd status=none of=" + file + " <<< 4096");
  support::wait_for_requests(vm.mounted.path(), 1);
  std::this_thread::sleep_for(500ms);  // the daemon has sent it
  writer.signal(SIGINT);
  std::this_thread::sleep_for(500ms);
  EXPECT_TRUE(writer.running());
  vm.qemu.resume();
  EXPECT_FALSE(writer.wait(5s).timed_out);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 4096);
}

/// What a listing tells needs no answer.
TEST_F(StoppedQemu, ATypeThatWasListedIsStillRead) {
  MountedMachine vm(support::q35_with_devices(), "timeout=60");
  ASSERT_EQ(support::run("ls -lR " + vm("/objects")).status, 0);
  stop(vm);
  const support::Outcome type = support::run("cat " + vm("/objects/io0/type"), 3s);
  EXPECT_EQ(type.out, "iothread\n") << type.err;
  vm.qemu.resume();
}

/// One deadline is waited for, not one for each of a thousand files.
TEST_F(StoppedQemu, OnceItMissedADeadlineEveryAccessFailsAtOnce) {
  MountedMachine vm(support::q35_with_devices(), "deadline=2");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  EXPECT_EQ(errno_text(support::read_file(file).open_error), errno_text(ETIMEDOUT));
  EXPECT_LT(time_of([&] {
              for (int i = 0; i < 100; ++i)
                EXPECT_EQ(errno_text(support::read_file(file).open_error), errno_text(ETIMEDOUT));
            }),
            10s);
  resume_and_wait(vm, file);
  EXPECT_EQ(support::read_file(file).text, "32768\n");
}

/// The late answers of commands nobody waits for any more must not reach those that come after.
TEST_F(StoppedQemu, LateAnswersDisturbNobody) {
  MountedMachine vm(support::q35_with_devices(), "deadline=1");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  for (int round = 0; round < 3; ++round) {
    stop(vm);
    support::read_file(file);
    support::read_file(vm("/objects/sec0/data"));
    resume_and_wait(vm, file);
    EXPECT_EQ(support::read_file(vm("/objects/sec0/data")).text, "open-sesame\n");
    EXPECT_EQ(support::read_file(file).text, "32768\n");
  }
}

/// All names are known, so the one request that the reader makes is that which waits for QEMU.
TEST_F(StoppedQemu, TheDaemonEndsOnTerminateAndFreesItsReaders) {
  MountedMachine vm(support::q35_with_devices(), "deadline=60,timeout=60");
  const std::string file = vm("/objects/io0/poll-max-ns");
  ASSERT_EQ(support::read_file(file).open_error, 0);
  stop(vm);
  ShellCommand reader("exec cat " + file);
  support::wait_for_requests(vm.mounted.path(), 1);
  const pid_t daemon = support::daemon_of(vm.mounted.path());
  ASSERT_GT(daemon, 0);
  kill(daemon, SIGTERM);
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
  const auto ended = reader.wait(5s);
  EXPECT_FALSE(ended.timed_out);
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("Software caused connection abort"), std::string::npos) << ended.err;
}

/// Says after a while that it lives, and does not answer what it is asked for /lies: so it is not
/// taken for stopped when it misses the deadline.
class EvasiveMachine : public support::PlayedMachine {
 public:
  support::Said answer(const support::Json& command) override {
    const bool listing =
        command["execute"] == "qom-list" && command["arguments"]["path"] == "/lies";
    if (!listing || !evades) return PlayedMachine::answer(command);
    ++asked;
    std::this_thread::sleep_for(1s);
    return {R"({"event":"RTC_CHANGE","data":{"offset":0},)"
            R"("timestamp":{"seconds":1,"microseconds":1}})"
            "\r\n"};
  }

  std::atomic<bool> evades = false;
  std::atomic<int> asked = 0;
};

/// The kernel looks a name that it knew up once more when that failed.
TEST_F(StoppedQemu, ALookupMissesTheDeadlineOnce) {
  EvasiveMachine machine;
  machine.lies.push_back({"value", "string"});
  support::MountedLies mounted(machine, "deadline=2,timeout=0");
  const std::string file = mounted("/lies/value");
  ASSERT_EQ(support::read_file(file).text, "text\n");
  machine.evades = true;
  EXPECT_EQ(errno_text(support::read_file(file).open_error), errno_text(ETIMEDOUT));
  machine.evades = false;
  EXPECT_EQ(machine.asked, 1);
}

TEST_F(StoppedQemu, UnmountingDoesNotWait) {
  MountedMachine vm(support::q35_with_devices(), "deadline=60");
  stop(vm);
  const support::Outcome unmount = support::run("umount " + vm.mounted.path(), 5s);
  EXPECT_EQ(unmount.status, 0) << unmount.err;
  EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s));
}

}  // namespace
