// Signals that are no end: none of them leaves a dead mount.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>

#include "support/daemon.h"
#include "support/fuse_connection.h"
#include "support/mounted_machine.h"
#include "support/scratch_directory.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::MountedMachine;
using support::Mountpoint;
using support::Outcome;
using support::QemuProcess;
using support::run;
using support::shell_word;
using support::ShellCommand;

class ProgramSignals : public support::SystemTest {};

std::string foreground(const QemuProcess& qemu, const Mountpoint& mountpoint) {
  return shell_word(support::qom_fuse_program()) + " -f " + qemu.mount_socket() + " " +
         mountpoint.path();
}

bool answers(const std::string& mountpoint) {
  return run("cat " + mountpoint + "/machine/type").status == 0;
}

bool wait_until_it_answers(const Mountpoint& mountpoint) {
  return run("for i in $(seq 200); do cat " + mountpoint.path() +
             "/machine/type >/dev/null 2>&1 && exit; sleep 0.1; done; exit 1")
             .status == 0;
}

constexpr int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGPWR};

/// Faults, and what the kernel lets nobody catch.
constexpr int exceptions[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGKILL, SIGSTOP};

template <class Numbers>
bool holds(const Numbers& numbers, int number) {
  return std::find(std::begin(numbers), std::end(numbers), number) != std::end(numbers);
}

TEST_F(ProgramSignals, ThatAskForAnEndUnmount) {
  for (const int number : ends) {
    MountedMachine vm;
    kill(support::daemon_of(vm.mounted.path()), number);
    EXPECT_TRUE(support::wait_until_unmounted(vm.mounted.path(), 5s)) << number;
  }
}

/// All numbers that the kernel knows, those that the C library keeps for itself too.
TEST_F(ProgramSignals, OfAllOtherNumbersChangeNothing) {
  MountedMachine vm;
  const pid_t daemon = support::daemon_of(vm.mounted.path());
  for (int number = 1; number <= SIGRTMAX; ++number) {
    if (holds(ends, number) || holds(exceptions, number)) continue;
    ASSERT_EQ(kill(daemon, number), 0) << number;
    ASSERT_TRUE(answers(vm.mounted.path())) << number;
    ASSERT_EQ(support::daemon_of(vm.mounted.path()), daemon) << number;
  }
}

/// To write to its terminal is no reason to stop for a program in the background of a shell.
TEST_F(ProgramSignals, OfATerminalThatIsNotToBeWrittenToChangeNothing) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  ShellCommand program("exec " + foreground(qemu, mountpoint));
  ASSERT_TRUE(wait_until_it_answers(mountpoint));
  for (const int number : {SIGTTOU, SIGTTIN}) {
    program.signal(number);
    EXPECT_TRUE(wait_until_it_answers(mountpoint)) << number;
  }
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(5s).status, 0);
}

/// As a program does that leaves signals to one of its threads.
TEST_F(ProgramSignals, ThatTheCallerBlocksAreHeard) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  ShellCommand program("exec env --block-signal " + foreground(qemu, mountpoint));
  ASSERT_TRUE(wait_until_it_answers(mountpoint));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(5s).status, 0);
}

TEST_F(ProgramSignals, ThatCameWhileTheyWereBlockedMeanNothingEither) {
  const Outcome outcome = run("exec env --block-signal=USR1 sh -c 'kill -USR1 $$; exec " +
                              shell_word(support::qom_fuse_program()) + " --version'");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

/// Whoever ignores SIGCHLD has no children to wait for, and would take any end for success.
TEST_F(ProgramSignals, OfChildrenAreHeardThoughTheCallerIgnoresThem) {
  const Outcome outcome = run("exec env --ignore-signal=CHLD " +
                              shell_word(support::qom_fuse_program()) + " /no/such/socket /tmp");
  EXPECT_EQ(outcome.status, 1) << outcome.err;
}

TEST_F(ProgramSignals, Usr1AsksWhatTheMountIsDoing) {
  QemuProcess qemu(support::q35_with_devices());
  Mountpoint mountpoint;
  const support::ScratchDirectory folder;
  ShellCommand program("exec " + foreground(qemu, mountpoint) + " 2> " + folder / "log");
  ASSERT_TRUE(wait_until_it_answers(mountpoint));
  program.signal(SIGUSR1);
  ASSERT_EQ(run("until grep -q . " + folder / "log" + "; do sleep 0.01; done", 10s).status, 0);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(5s).status, 0);
  const Outcome outcome = run("cat " + folder / "log" + " >&2");
  const std::string opening = "qom-fuse: " + mountpoint.path() + ": serving QEMU ";
  EXPECT_TRUE(outcome.err.starts_with(opening)) << outcome.err;
  for (const std::string& word :
       {" at " + qemu.mount_socket() + ", up ", std::string(" commands, at hand were "),
        std::string(" listings and "), std::string(" values\n")})
    EXPECT_NE(outcome.err.find(word), outcome.err.npos) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

/// As nohup, and as shells do for what they put into the background.
TEST_F(ProgramSignals, ThatTheCallerIgnoresStayIgnored) {
  QemuProcess qemu(support::bare_machine("none"));
  Mountpoint mountpoint;
  ShellCommand program("trap '' HUP INT; exec " + foreground(qemu, mountpoint));
  ASSERT_TRUE(wait_until_it_answers(mountpoint));
  program.signal(SIGHUP);
  program.signal(SIGINT);
  EXPECT_TRUE(answers(mountpoint.path()));
  EXPECT_TRUE(program.running());
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(5s).status, 0);
}

}  // namespace
