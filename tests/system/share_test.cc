// The mount's second door: other clients and the mount on one monitor of a real QEMU.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/attribute_file.h"
#include "support/daemon.h"
#include "support/mounted_machine.h"
#include "support/monitor_probe.h"
#include "support/shell.h"
#include "support/system_test.h"
#include "support/tool.h"

namespace {

using namespace std::chrono_literals;
using support::MonitorProbe;
using support::MountedMachine;
using support::run;
using support::shell_word;

class Share : public support::SystemTest {};

struct SharedMachine {
  explicit SharedMachine(const std::string& options = "timeout=60")
      : vm(support::q35_with_devices(), options + ",share=" + door) {}

  std::string file() const { return vm("/objects/io0/poll-max-ns"); }

  /// The mount has connected to the QEMU that was started last.
  void wait_until_mount_answers() const {
    for (int i = 0; i < 1000 && support::read_file(file()).open_error != 0; ++i)
      std::this_thread::sleep_for(10ms);
  }

  support::ScratchDirectory folder;
  const std::string door = folder / "door";
  MountedMachine vm;
};

TEST_F(Share, ServesTheToolsBesideTheMount) {
  SharedMachine shared;
  using support::run_tool;
  EXPECT_EQ(run_tool("qom-get", shared.door, "/objects/io0.poll-max-ns").out, "32768\n");
  EXPECT_NE(run_tool("qom-list", shared.door, "/objects").out.find("io0/\n"), std::string::npos);
  EXPECT_EQ(run_tool("qom-set", shared.door, "/objects/io0.poll-max-ns 4096").status, 0);
  EXPECT_EQ(support::read_file(shared.vm("/objects/io0/poll-max-ns")).text, "4096\n");
  EXPECT_NE(run_tool("qmp", shared.door, "query-status").out.find("prelaunch"), std::string::npos);
}

TEST_F(Share, ShowsInTheMountAtOnceWhatAClientPlugsOrPulls) {
  SharedMachine shared;
  MonitorProbe client(shared.door);
  ASSERT_EQ(run("ls " + shared.vm("/objects")).status, 0);
  client.execute("object-add", {{"qom-type", "iothread"}, {"id", "late"}});
  EXPECT_EQ(run("ls " + shared.vm("/objects") + " | grep -cx late").out, "1\n");
  client.execute("object-del", {{"id", "late"}});
  EXPECT_EQ(run("ls " + shared.vm("/objects") + " | grep -cx late").out, "0\n");
}

TEST_F(Share, ServesTwoClientsAndAWalkerAtOnce) {
  SharedMachine shared;
  support::ShellCommand walker("exec grep -r . " + shared.vm("/machine") + " 2>/dev/null | wc -l");
  auto ask_often = [&] {
    MonitorProbe client(shared.door);
    for (int i = 0; i < 200; ++i)
      EXPECT_EQ(client.value("/objects/io0", "poll-max-ns"), 32768) << i;
  };
  std::thread first(ask_often);
  std::thread second(ask_often);
  first.join();
  second.join();
  EXPECT_GT(std::stoi(walker.wait(60s).out), 100);
}

TEST_F(Share, OutlivesQemuAsTheMountDoes) {
  SharedMachine shared;
  MonitorProbe before(shared.door);
  EXPECT_EQ(before.value("/objects/io0", "poll-max-ns"), 32768);
  shared.vm.qemu.kill();
  shared.vm.qemu.start();
  shared.wait_until_mount_answers();
  MonitorProbe after(shared.door);
  EXPECT_EQ(after.value("/objects/io0", "poll-max-ns"), 32768);
}

TEST_F(Share, TellsAToolAtOnceThatItsMountWaitsForQemu) {
  SharedMachine shared;
  shared.vm.qemu.kill();
  while (support::read_file(shared.file()).open_error != EHOSTDOWN)
    std::this_thread::sleep_for(10ms);
  const support::Outcome told = support::run_tool("qom-get", shared.door, "/objects/io0.id");
  EXPECT_EQ(told.status, 3);
  EXPECT_NE(told.err.find("the mount that shares this monitor waits for QEMU"), std::string::npos)
      << told.err;
  EXPECT_EQ(std::count(told.err.begin(), told.err.end(), '\n'), 1) << told.err;
}

/// The program failed, and said how far it came and which QEMU is stopped.
void expect_told_of_stop(const support::Outcome& told, int status, const std::string& how_far,
                         const SharedMachine& shared) {
  const std::string pid = std::to_string(shared.vm.qemu.pid());
  const std::string reason = "(PID " + pid + ") is stopped; kill -CONT " + pid + " lets it go on";
  EXPECT_EQ(told.status, status);
  EXPECT_NE(told.err.find(how_far), std::string::npos) << told.err;
  EXPECT_NE(told.err.find(reason), std::string::npos) << told.err;
}

TEST_F(Share, TellsAToolThatItsQemuIsStopped) {
  SharedMachine shared;
  shared.vm.qemu.stop();
  const auto told = support::run_tool("qom-get", shared.door, "--timeout 0.5 /objects/io0.id");
  expect_told_of_stop(told, 3, shared.door + " greeted but does not answer", shared);
}

TEST_F(Share, TellsAToolThatItsQemuWasStoppedMeanwhile) {
  SharedMachine shared;
  support::ScratchDirectory folder;
  const std::string lines = folder / "lines";
  run("mkfifo " + lines);
  support::ShellCommand shell("exec " + support::tool_program("qmp-shell") + " --timeout 1 " +
                              shared.door + " <" + lines);
  std::ofstream writer(lines);
  writer << "query-name" << std::endl;
  ASSERT_TRUE(shell.wait_for_line("{\"return\": {}}"));
  shared.vm.qemu.stop();
  writer << "query-name" << std::endl;
  writer.close();
  const auto told = shell.wait(20s);
  expect_told_of_stop(told, 3, shared.door + " did not answer within 1 s", shared);
}

/// As at the monitor of a stopped QEMU.
TEST_F(Share, StartsNoMountWhileItsQemuIsStopped) {
  SharedMachine shared;
  shared.vm.qemu.stop();
  const std::string second = shared.folder / "second";
  run("mkdir " + second);
  const auto told = run(shell_word(support::qom_fuse_program()) + " " + shared.door + " " + second);
  expect_told_of_stop(told, 1, shared.door + " greeted but does not answer", shared);
  EXPECT_NE(run("mountpoint -q " + second).status, 0);
}

/// A stopped QEMU answers a client when it goes on, however long that takes.
TEST_F(Share, LetsAClientWaitForAStoppedQemuWhileTheMountStaysBounded) {
  SharedMachine shared("deadline=1,timeout=60");
  ASSERT_EQ(support::read_file(shared.file()).open_error, 0);
  MonitorProbe client(shared.door);
  shared.vm.qemu.stop();
  std::atomic<bool> answered = false;
  support::Json value;
  std::thread waiting([&] {
    EXPECT_NO_THROW(value = client.value("/objects/io0", "poll-max-ns"));
    answered = true;
  });
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(support::read_file(shared.file()).open_error, ETIMEDOUT) << i;
  MonitorProbe late(shared.door);
  EXPECT_FALSE(answered);
  shared.vm.qemu.resume();
  waiting.join();
  EXPECT_EQ(value, 32768);
  EXPECT_EQ(late.value("/objects/io0", "poll-max-ns"), 32768);
  EXPECT_EQ(support::read_file(shared.file()).text, "32768\n");
}

TEST_F(Share, LetsTheMountEndWhileAClientWaits) {
  SharedMachine shared;
  MonitorProbe client(shared.door);
  shared.vm.qemu.stop();
  std::thread waiting([&] {
    EXPECT_THROW(client.value("/objects/io0", "poll-max-ns"), std::runtime_error) << "hung up on";
  });
  kill(support::daemon_of(shared.vm.mounted.path()), SIGTERM);
  EXPECT_TRUE(support::wait_until_unmounted(shared.vm.mounted.path(), 5s));
  waiting.join();
}

/// Each ends some QEMUs: they make an object of the type, or load modules of another build.
TEST_F(Share, SendsNothingThatCanEndQemuIfItIsReadOnly) {
  SharedMachine shared("ro");
  MonitorProbe client(shared.door);
  for (std::string command : {"device-list-properties", "qom-list-properties", "qom-list-types"}) {
    const bool lists_types = command == "qom-list-types";
    const support::Answer answer =
        client.execute(command, {{lists_types ? "implements" : "typename", "x-remote-object"}});
    EXPECT_FALSE(answer.ok);
    EXPECT_NE(answer.description.find("read-only"), std::string::npos) << answer.description;
    EXPECT_NE(answer.description.find("QEMU"), std::string::npos) << answer.description;
  }
  EXPECT_EQ(client.value("/objects/io0", "poll-max-ns"), 32768);
}

}  // namespace
