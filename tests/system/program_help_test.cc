// What every program says of itself: on any terminal, and never cut without a word.

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <string>

#include "support/monitor_probe.h"
#include "support/qemu_process.h"
#include "support/shell.h"
#include "support/system_test.h"
#include "support/tool.h"

namespace {

using support::Outcome;
using support::run;

class ProgramHelp : public support::SystemTest {};

const std::string programs[] = {"qom-fuse", "qmp",     "qmp-shell", "qom-get",
                                "qom-list", "qom-set", "qom-tree"};

std::string command(const std::string& program) {
  return support::shell_word(support::tool_program(program));
}

TEST_F(ProgramHelp, FitsOnAScreenOf80Columns) {
  for (const std::string& program : programs) {
    const Outcome help = run(command(program) + " -h");
    EXPECT_EQ(help.status, 0) << program;
    EXPECT_NE(help.out.find("--version"), help.out.npos) << help.out;
    std::istringstream lines(help.out);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), 80u) << program << ": " << line;
  }
}

TEST_F(ProgramHelp, ThatTheDiskHasNoRoomForIsAFailure) {
  for (const std::string& program : programs) {
    for (const std::string option : {"-h", "--help", "-V", "--version"}) {
      const Outcome cut = run(command(program) + " " + option + " > /dev/full");
      EXPECT_EQ(cut.status, 1) << program << " " << option;
      EXPECT_EQ(cut.err, program + ": cannot write the output; is the disk full?\n");
    }
  }
}

/// As of `-h | head -1`: the end by SIGPIPE is what the shell expects.
TEST_F(ProgramHelp, ForAReaderWhoHasLeftEndsInSilence) {
  for (const std::string& program : programs) {
    const Outcome left = run("exec 3> >(:); wait $!; " + command(program) + " -h >&3");
    EXPECT_EQ(left.status, 128 + SIGPIPE) << program;
    EXPECT_EQ(left.err, "");
  }
}

TEST_F(ProgramHelp, ThatNobodyCanReadIsAFailure) {
  for (const std::string& program : programs) {
    for (const std::string option : {"-h", "--version"}) {
      const Outcome closed = run(command(program) + " " + option + " >&-");
      EXPECT_EQ(closed.status, 1) << program << " " << option;
      EXPECT_EQ(closed.err, program + ": cannot write the output: standard output is closed\n");
      EXPECT_EQ(run(command(program) + " " + option + " >&- 2>&-").status, 1) << program;
    }
  }
}

/// What has nothing to say needs no output.
TEST_F(ProgramHelp, IsOutputLikeAnyOther) {
  support::QemuProcess qemu(support::bare_machine("none"));
  const std::string monitor = " -s " + qemu.mount_socket() + " ";
  EXPECT_EQ(run(command("qom-get") + monitor + "/machine.type >&-").status, 1);
  EXPECT_EQ(run(command("qom-list") + monitor + ">&-").status, 1);
  EXPECT_EQ(run(command("qom-tree") + monitor + ">&-").status, 1);
  EXPECT_EQ(run(command("qmp") + monitor + "query-status >&-").status, 1);
  EXPECT_EQ(run("echo query-status | " + command("qmp-shell") + monitor + ">&-").status, 1);
  EXPECT_EQ(run(command("qom-set") + monitor + "/machine.usb off >&-").status, 0);
}

/// What watches for ever must not watch for nobody, nor go on with commands whose answers are lost.
TEST_F(ProgramHelp, HasTheSameEndAsAnyOutputThatIsCut) {
  support::QemuProcess qemu(support::bare_machine("none"));
  support::ShellCommand watcher("exec " + command("qmp") + " -s " + qemu.mount_socket() +
                                " events > /dev/full");
  support::MonitorProbe probe(qemu.probe_socket());
  for (int i = 0; i < 100 && watcher.running(); ++i) {
    probe.execute(i % 2 ? "stop" : "cont");
    usleep(100'000);
  }
  const Outcome watched = watcher.wait(std::chrono::seconds(1));
  EXPECT_EQ(watched.status, 1);
  EXPECT_EQ(watched.err, "qmp: cannot write the output; is the disk full?\n");
  const Outcome filtered = run("{ echo query-status; echo quit; } | " + command("qmp-shell") +
                               " -s " + qemu.mount_socket() + " > /dev/full");
  EXPECT_EQ(filtered.status, 1);
  EXPECT_EQ(filtered.err, "qmp-shell: cannot write the output; is the disk full?\n");
  probe.execute("query-status");  // throws if the second command reached QEMU
}

#ifdef QOM_FUSE_SYSTEMD
TEST_F(ProgramHelp, OfTheServicesHelperIsNoException) {
  EXPECT_EQ(run(command("qom-fuse-mount") + " -h > /dev/full").status, 1);
  EXPECT_EQ(run(command("qom-fuse-mount") + " -h >&-").status, 1);
}
#endif

}  // namespace
