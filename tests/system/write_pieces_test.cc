// Values that reach the file in several write(2) calls: long strings, lines, and JSON that is
// complete only at the end.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>

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

TEST_F(WritingInPieces, AnObjectLeftIncompleteIsNotSent) {
  MountedMachine vm;
  EXPECT_EQ(support::write_file(vm("/objects/tg0/limits"), "{\"iops-total\": 900").error(), 0);
  EXPECT_EQ(limit(vm), 100);
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
