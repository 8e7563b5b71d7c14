// Values that reach the file in several write(2) calls: long strings, lines, and JSON that is
// complete only at the end.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "support/attribute_file.h"
#include "support/expected.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::MountedMachine;

class WritingInPieces : public support::SystemTest {};

/// Writes `text` at the file's own offset; the errno or 0.
int append(int fd, const std::string& text) {
  return write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : errno;
}

int limit(MountedMachine& vm) { return vm.probe.value("/objects/tg0", "limits").at("iops-total"); }

TEST_F(WritingInPieces, AnObjectInOneWriteIsSentAtOnce) {
  MountedMachine vm;
  EXPECT_EQ(support::run("echo '{\"iops-total\": 500}' > " + vm("/objects/tg0/limits")).status, 0);
  EXPECT_EQ(limit(vm), 500);
}

TEST_F(WritingInPieces, AnObjectIsSentByTheWriteThatCompletesIt) {
  MountedMachine vm;
  const int fd = open(vm("/objects/tg0/limits").c_str(), O_WRONLY);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(append(fd, "{\"iops-total\":"), 0);
  EXPECT_EQ(limit(vm), 100);
  EXPECT_EQ(append(fd, " 700"), 0);
  EXPECT_EQ(limit(vm), 100);
  EXPECT_EQ(append(fd, "}\n"), 0);
  EXPECT_EQ(limit(vm), 700);
  close(fd);
}

TEST_F(WritingInPieces, TheWriteThatCompletesAnObjectReportsItsError) {
  MountedMachine vm;
  const int fd = open(vm("/objects/tg0/limits").c_str(), O_WRONLY);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(append(fd, "{\"iops-total\":"), 0);
  EXPECT_EQ(append(fd, "-1}\n"), EINVAL);
  EXPECT_EQ(limit(vm), 100);
  close(fd);
}

TEST_F(WritingInPieces, ShellLinesMakeOneObject) {
  MountedMachine vm;
  const auto printed =
      support::run("printf '{\\n\"iops-total\":\\n800\\n}\\n' > " + vm("/objects/tg0/limits"));
  EXPECT_EQ(printed.status, 0) << printed.err;
  EXPECT_EQ(limit(vm), 800);
}

TEST_F(WritingInPieces, AnObjectLeftIncompleteFailsAtClose) {
  MountedMachine vm;
  const auto written = support::write_file(vm("/objects/tg0/limits"), "{\"iops-total\": 900");
  EXPECT_EQ(written.write_error, 0);
  EXPECT_EQ(written.close_error, EINVAL);
  EXPECT_EQ(limit(vm), 100);
}

TEST_F(WritingInPieces, ProgramsSayThatAnObjectWasLeftIncomplete) {
  MountedMachine vm;
  const std::string file = vm("/objects/tg0/limits");
  for (const std::string program : {"/bin/echo '{\"iops-total\":' > ", "echo '{' | cat > ",
                                    "echo '[' | dd status=none of=", "echo '{' | tee "})
    EXPECT_EQ(support::run(program + file).status, 1) << program;
  EXPECT_EQ(limit(vm), 100);
}

/// echo's descriptor is closed before the value is complete, and again when it is.
TEST_F(WritingInPieces, SeveralProgramsWriteOneObject) {
  MountedMachine vm;
  const auto written = support::run("{ /bin/echo '{\"iops-total\":'; /bin/echo '600}'; } > " +
                                    vm("/objects/tg0/limits"));
  EXPECT_EQ(written.status, 0) << written.err;
  EXPECT_EQ(limit(vm), 600);
}

/// sleep holds the shell's descriptor and closes it at its end.
TEST_F(WritingInPieces, ProgramsThatWriteNothingCloseInPeace) {
  MountedMachine vm;
  const std::string file = vm("/objects/tg0/limits");
  const std::pair<std::string, int> commands[] = {
      {"{ printf '{\"iops-total\":'; sleep 0 || exit; printf '601}\\n'; } > ", 601},
      {"{ (printf '{\"iops-total\":'); sleep 0 || exit; printf '602}\\n'; } > ", 602},
      {"{ echo '{'; sleep 0 && sleep 0 || exit; echo '\"iops-total\":603}'; } >> ", 603},
  };
  for (const auto& [command, value] : commands) {
    const auto written = support::run(command + file);
    EXPECT_EQ(written.status, 0) << command << written.err;
    EXPECT_EQ(limit(vm), value) << command;
  }
}

/// Python writes in one thread, or through one of two descriptors.
TEST_F(WritingInPieces, AWriterHearsOfItHoweverItCloses) {
  MountedMachine vm;
  const std::string begin =
      "python3 -c 'import os, sys, threading\nfile = os.open(sys.argv[1], 1)\n";
  const std::string thread =
      "write = threading.Thread(target=os.write, args=(file, b\"{\"))\n"
      "write.start()\nwrite.join()\nos.close(file)' ";
  const std::string copy = "other = os.dup(file)\nos.write(file, b\"{\")\nos.close(other)' ";
  for (const std::string& program : {thread, copy}) {
    const auto written = support::run(begin + program + vm("/objects/tg0/limits"));
    EXPECT_NE(written.err.find("Invalid argument"), std::string::npos) << program << written.err;
  }
}

TEST_F(WritingInPieces, OfANumberMakeOneNumber) {
  MountedMachine vm;
  const std::string file = vm("/objects/io0/poll-max-ns");
  const std::pair<std::string, int> commands[] = {
      {"{ printf 4; printf '7\\n'; } > ", 47},
      {"{ echo -n 1; sleep .2; echo 00; } | tee ", 100},
      {"echo 14 | dd status=none bs=1 of=", 14},
      {"echo 0x10 | dd status=none bs=1 of=", 16},
      {"{ printf 0x; printf 'ff\\n'; } > ", 255},
      {"{ echo -n 3; echo 3; } >> ", 33},
      {"for i in 1 2 3; do echo $i; done > ", 3},
      {"for i in 4 5 6; do echo -n $i; echo; done >> ", 6},
  };
  for (const auto& [command, value] : commands) {
    const auto written = support::run(command + file);
    EXPECT_EQ(written.status, 0) << command << written.err;
    EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), value) << command;
  }
}

TEST_F(WritingInPieces, OfABooleanMakeOneBoolean) {
  MountedMachine vm;
  const std::string file = vm("/machine/mem-merge");
  for (const bool value : {false, true}) {
    const std::string word = value ? "true" : "false";
    for (const std::string& command : {"{ printf " + word + "; printf '\\n'; } > ",
                                       "echo " + word + " | dd status=none bs=1 of="}) {
      ASSERT_TRUE(vm.probe.set("/machine", "mem-merge", !value).ok);
      const auto written = support::run(command + file);
      EXPECT_EQ(written.status, 0) << command << written.err;
      EXPECT_EQ(vm.probe.value("/machine", "mem-merge"), value) << command;
    }
  }
}

TEST_F(WritingInPieces, OfAnEnumMakeOneValue) {
  MountedMachine vm;
  const std::string file = vm("/machine/vmport");
  for (const std::string command :
       {"echo off | dd status=none bs=1 of=", "{ printf o; printf 'ff\\n'; } > ",
        "for i in on auto off; do echo $i; done > "}) {
    ASSERT_TRUE(vm.probe.set("/machine", "vmport", "on").ok);
    const auto written = support::run(command + file);
    EXPECT_EQ(written.status, 0) << command << written.err;
    EXPECT_EQ(vm.probe.value("/machine", "vmport"), "off") << command;
  }
  EXPECT_EQ(support::run("printf of | dd status=none of=" + file).status, 1);
  EXPECT_EQ(support::run("printf offf > " + file).status, 1);
  EXPECT_EQ(support::run("echo of > " + file).status, 1);
  EXPECT_EQ(vm.probe.value("/machine", "vmport"), "off");
}

TEST_F(WritingInPieces, ACharacterMayBeCut) {
  MountedMachine vm;
  const std::string file = vm("/machine/append");
  const auto written =
      support::run("printf 'na\u00efve \u20ac\n' | dd status=none bs=1 of=" + file);
  EXPECT_EQ(written.status, 0) << written.err;
  EXPECT_EQ(vm.probe.value("/machine", "append"), "na\u00efve \u20ac");
  EXPECT_EQ(support::run("printf 'caf\\303' | dd status=none of=" + file).status, 1);
  EXPECT_EQ(vm.probe.value("/machine", "append"), "na\u00efve \u20ac");
}

TEST_F(WritingInPieces, WhatWasReadCanBeWritten) {
  MountedMachine vm;
  const std::string file = vm("/objects/tg0/limits");
  const std::string before = support::read_file(file).text;
  const auto changed = support::run("sed 's/\"iops-total\":100/\"iops-total\":321/' " + file +
                                    " > " + (vm.qemu.directory() / "limits") + " && cat " +
                                    (vm.qemu.directory() / "limits") + " > " + file);
  EXPECT_EQ(changed.status, 0) << changed.err;
  EXPECT_EQ(limit(vm), 321);
  EXPECT_EQ(support::write_file(file, before).error(), 0);
  EXPECT_EQ(support::read_file(file).text, before);
}

TEST_F(WritingInPieces, LinesMakeOneString) {
  MountedMachine vm;
  const auto printed = support::run("printf 'one\\ntwo\\n' > " + vm("/machine/append"));
  EXPECT_EQ(printed.status, 0) << printed.err;
  EXPECT_EQ(vm.probe.value("/machine", "append"), "one\ntwo");
}

TEST_F(WritingInPieces, AppendingStartsAStringAnew) {
  MountedMachine vm;
  ASSERT_TRUE(vm.probe.set("/machine", "append", "before").ok);
  EXPECT_EQ(support::run("echo after >> " + vm("/machine/append")).status, 0);
  EXPECT_EQ(vm.probe.value("/machine", "append"), "after");
}

TEST_F(WritingInPieces, AHoleInAStringIsRefused) {
  MountedMachine vm;
  ASSERT_TRUE(vm.probe.set("/machine", "append", "before").ok);
  const int fd = open(vm("/machine/append").c_str(), O_WRONLY);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(pwrite(fd, "x", 1, 7), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(pwrite(fd, "abc", 3, 0), 3);
  EXPECT_EQ(pwrite(fd, "x", 1, 2), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(pwrite(fd, "def", 3, 3), 3);
  EXPECT_EQ(vm.probe.value("/machine", "append"), "abcdef");
  EXPECT_EQ(pwrite(fd, "new", 3, 0), 3);
  EXPECT_EQ(vm.probe.value("/machine", "append"), "new");
  close(fd);
}

TEST_F(WritingInPieces, ALongStringArrivesWhole) {
  MountedMachine vm;
  const std::string script =
      "head -c 200000 /dev/zero | tr '\\0' x | cat > " + vm("/machine/append");
  const support::Outcome outcome = support::run(script);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(vm.probe.value("/machine", "append"), std::string(200000, 'x'));
  EXPECT_EQ(support::read_file(vm("/machine/append")).text, std::string(200000, 'x') + "\n");
}

}  // namespace
