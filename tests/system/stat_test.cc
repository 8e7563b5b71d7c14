// What stat(2) shows is what archivers, walkers and those who copy only news go by.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/shell.h"
#include "support/system_test.h"

namespace {

using namespace std::chrono_literals;
using support::MountedMachine;
using support::Outcome;
using support::run;
using support::shell_word;

class Stat : public support::SystemTest {
 protected:
  /// True when this test cannot run here; the result of the test is set already.
  bool lacks(const std::vector<std::string>& tools) {
    for (const std::string& tool : tools) {
      if (run("command -v " + tool).status == 0) continue;
      give_up("no " + tool);
      return true;
    }
    return false;
  }
};

/// Every link below with its text, one a line.
std::string links(const std::string& folder) {
  return run("cd " + folder + " && find . -type l -printf '%p %l\n' | sort", 60s).out;
}

/// How each archiver copies $1 to the folder it stands in.
const std::vector<std::string> archivers = {
    "bsdtar -C \"$1\" -cf - . | bsdtar -xf -",
    "(cd \"$1\" && find . -type d -o -type l | cpio -o -H newc --quiet) | cpio -id --quiet",
    "(cd \"$1\" && find . -type d -o -type l | cpio -o -H odc --quiet) | cpio -id --quiet",
    "tar -C \"$1\" -cf - . | tar -xf -",
    "(cd \"$1\" && zip -qry - .) > ../links.zip && unzip -qq ../links.zip",
    "rsync -a \"$1/\" .",
    "cp -a \"$1/.\" .",
};

/// A folder whose files can all be read: some archivers stop at the first that cannot.
void expect_every_link_carried(MountedMachine& vm, const std::string& round) {
  const std::string tree = vm("/machine/q35");
  std::vector<std::string> copies;
  for (const std::string& archiver : archivers) {
    copies.push_back(vm.qemu.directory().make_folder(round + std::to_string(copies.size())));
    const Outcome outcome =
        run("set -o pipefail; cd " + copies.back() + "; set -- " + tree + "; " + archiver, 60s);
    EXPECT_EQ(outcome.status, 0) << archiver << "\n" << outcome.err;
  }
  const std::string expected = links(tree);
  EXPECT_NE(expected, "");
  for (std::size_t i = 0; i < copies.size(); ++i)
    EXPECT_EQ(links(copies[i]), expected) << archivers[i];
}

TEST_F(Stat, ArchiversCarryLinksOfUnknownLength) {
  if (lacks({"bsdtar", "cpio", "zip", "unzip", "rsync"})) return;
  MountedMachine vm(support::q35_with_devices(), "timeout=0");
  expect_every_link_carried(vm, "unknown");
}

TEST_F(Stat, ArchiversCarryLinksOfKnownLength) {
  if (lacks({"bsdtar", "cpio", "zip", "unzip", "rsync"})) return;
  MountedMachine vm(support::q35_with_devices(), "timeout=600");
  links(vm("/machine/q35"));
  expect_every_link_carried(vm, "known");
}

TEST_F(Stat, ALinkIsAsLongAsItsTextOnceThatIsKnown) {
  MountedMachine vm(support::q35_with_devices(), "timeout=600");
  const std::string link = vm("/objects/io0/../../machine/unattached/device[0]/parent_bus");
  const std::string length = "stat -c %s " + shell_word(link);
  EXPECT_EQ(run(length).out, "4095\n");
  const std::string text = run("readlink " + shell_word(link)).out;
  EXPECT_EQ(run(length).out, std::to_string(text.size() - 1) + "\n");
}

/// The mount has to ask for the listing anew by then.
TEST_F(Stat, ALinkStaysAsLongAsItsTextThoughItsListingIsOld) {
  MountedMachine vm(support::q35_with_devices(), "timeout=0.05");
  const std::string link = shell_word(vm("/machine/unattached/device[0]/parent_bus"));
  const std::string text = run("readlink " + link).out;
  EXPECT_GT(text.size(), 1u);
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(run("stat -c %s " + link).out, std::to_string(text.size() - 1) + "\n");
}

TEST_F(Stat, WalkersThatCountLinksFindEveryDirectory) {
  if (lacks({"perl"})) return;
  MountedMachine vm;
  const Outcome counting =
      run("perl -MFile::Find -e '$File::Find::dont_use_nlink = 0;"
          "find(sub { $n++ if -d && !-l }, $ARGV[0]); print \"$n\\n\"' " +
              vm.mounted.path(),
          60s);
  EXPECT_EQ(counting.out, run("find " + vm.mounted.path() + " -type d | wc -l").out);
  EXPECT_EQ(run("stat -c %h " + vm("/objects")).out, "1\n");
}

/// In nanoseconds.
long long modified(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
  return status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec;
}

/// The kernel would show what it knows for an hour.
TEST_F(Stat, TheModificationTimeMovesAtOnceWithWhatIsSeenAndWritten) {
  MountedMachine vm(support::q35_with_devices(), "timeout=3600");
  const std::string file = vm("/objects/io0/poll-max-ns");
  support::read_file(file);
  const long long first = modified(file);
  support::read_file(file);
  EXPECT_EQ(modified(file), first);
  ASSERT_TRUE(vm.probe.set("/objects/io0", "poll-max-ns", 11111).ok);
  EXPECT_EQ(support::read_file(file).text, "11111\n");
  const long long seen = modified(file);
  EXPECT_GT(seen, first);
  EXPECT_EQ(support::write_file(file, "22222\n").error(), 0);
  const long long written = modified(file);
  EXPECT_GT(written, seen);
  support::read_file(file);
  EXPECT_EQ(modified(file), written);
}

/// rsync compares whole seconds.
void wait_for_another_second() { std::this_thread::sleep_for(1100ms); }

TEST_F(Stat, RsyncAndCpSeeAValueOfTheSameLengthThatWasWritten) {
  if (lacks({"rsync"})) return;
  MountedMachine vm;
  const std::string file = vm("/objects/io0/poll-max-ns");
  const std::string copy = vm.qemu.directory() / "copy";
  const std::string beside = vm.qemu.directory() / "beside";
  const std::string copying = "rsync -a " + file + " " + copy + " && cp -u " + file + " " + beside;
  ASSERT_EQ(run(copying).status, 0);
  EXPECT_EQ(support::read_file(copy).text, "32768\n");
  wait_for_another_second();
  EXPECT_EQ(run("echo 12345 > " + file + " && " + copying).status, 0);
  EXPECT_EQ(support::read_file(copy).text, "12345\n");
  EXPECT_EQ(support::read_file(beside).text, "12345\n");
}

TEST_F(Stat, RsyncSeesByChecksumWhatNobodyHasRead) {
  if (lacks({"rsync"})) return;
  MountedMachine vm;
  const std::string file = vm("/objects/io0/poll-max-ns");
  const std::string copy = vm.qemu.directory() / "copy";
  ASSERT_EQ(run("rsync -a " + file + " " + copy).status, 0);
  ASSERT_TRUE(vm.probe.set("/objects/io0", "poll-max-ns", 12345).ok);
  EXPECT_EQ(run("rsync -ac " + file + " " + copy).status, 0);
  EXPECT_EQ(support::read_file(copy).text, "12345\n");
}

}  // namespace
