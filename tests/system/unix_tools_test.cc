// The tools a Unix user reaches for, on a subtree whose files can all be read: they succeed, and
// what they copy is byte by byte what QMP says.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/attribute_file.h"
#include "support/expected.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

namespace fs = std::filesystem;
using support::MountedMachine;
using support::Outcome;
using support::run;

const std::string subtree = "/objects";

class UnixTools : public support::SystemTest {
 protected:
  // True when this test cannot run here; the result of the test is set already.
  bool lacks(const std::string& tool) {
    const bool missing = run("command -v " + tool).status != 0;
    if (missing) give_up("no " + tool);
    return missing;
  }
};

void expect_success(const std::string& command) {
  const Outcome outcome = run(command, std::chrono::seconds(60));
  EXPECT_EQ(outcome.status, 0) << command << "\n" << outcome.err;
  EXPECT_EQ(outcome.err, "") << command;
}

/// What `find -type f` in the subtree must count to, by QMP.
int files_below(support::MonitorProbe& probe, const std::string& path) {
  int files = 0;
  for (const support::ListedProperty& property : probe.list(path)) {
    if (property.is_child()) {
      files += files_below(probe, path + "/" + property.name);
    } else if (!property.is_link()) {
      ++files;
    }
  }
  return files;
}

/// `copy` is to hold every file of the subtree with exactly the text of its value.
void expect_true_copy(MountedMachine& vm, const std::string& copy) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(copy)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    ++files;
    const fs::path place = fs::path(subtree) / entry.path().lexically_relative(copy);
    const support::Json value = vm.probe.value(place.parent_path(), place.filename());
    EXPECT_EQ(support::read_file(entry.path()).text, support::expected_text(value)) << place;
  }
  EXPECT_EQ(files, files_below(vm.probe, subtree));
}

TEST_F(UnixTools, LsAndFindWalkTheWholeTree) {
  MountedMachine vm;
  expect_success("ls -lR " + vm.mounted.path() + " > /dev/null");
  expect_success("find " + vm.mounted.path() + " > /dev/null");
  const Outcome found = run("find " + vm(subtree) + " -type f | wc -l");
  EXPECT_EQ(atoi(found.out.c_str()), files_below(vm.probe, subtree));
}

TEST_F(UnixTools, GrepFindsAValue) {
  MountedMachine vm;
  const Outcome grep = run("grep -rlx open-sesame " + vm(subtree));
  EXPECT_EQ(grep.status, 0) << grep.err;
  EXPECT_EQ(grep.out, vm("/objects/sec0/data") + "\n");
  EXPECT_EQ(grep.err, "");
}

TEST_F(UnixTools, CpCopiesTheTree) {
  MountedMachine vm;
  const std::string copy = vm.qemu.directory() / "copy";
  expect_success("cp -r " + vm(subtree) + " " + copy);
  expect_true_copy(vm, copy);
}

TEST_F(UnixTools, TarPacksTheTree) {
  MountedMachine vm;
  const std::string copy = vm.qemu.directory().make_folder("copy");
  expect_success("set -o pipefail; tar -C " + vm(subtree) + " -cf - . | tar -C " + copy + " -xf -");
  expect_true_copy(vm, copy);
}

TEST_F(UnixTools, RsyncCopiesTheTree) {
  if (lacks("rsync")) return;
  MountedMachine vm;
  const std::string copy = vm.qemu.directory() / "copy";
  expect_success("rsync -a " + vm(subtree) + "/ " + copy);
  expect_true_copy(vm, copy);
}

TEST_F(UnixTools, DiffSeesNoDifferenceToACopy) {
  MountedMachine vm;
  const std::string copy = vm.qemu.directory() / "copy";
  expect_success("cp -r " + vm(subtree) + " " + copy);
  expect_success("diff -r --no-dereference " + vm(subtree) + " " + copy);
}

TEST_F(UnixTools, BusyboxCatPrintsShortAndLongValues) {
  if (lacks("busybox")) return;
  MountedMachine vm;
  const std::string value(3000, 'v');
  ASSERT_TRUE(vm.probe.set("/machine", "append", value).ok);
  EXPECT_EQ(run("busybox cat " + vm("/objects/sec0/data")).out, "open-sesame\n");
  EXPECT_EQ(run("busybox cat " + vm("/machine/append")).out, value + "\n");
}

TEST_F(UnixTools, HeadWcDdAndStatAgreeOnTheLength) {
  MountedMachine vm;
  const std::string file = vm("/objects/sec0/data");
  EXPECT_EQ(run("head -c 4 " + file).out, "open");
  EXPECT_EQ(run("wc -c < " + file).out, "12\n");
  EXPECT_EQ(run("dd bs=1 status=none if=" + file).out, "open-sesame\n");
  EXPECT_EQ(run("tail -c 7 " + file).out, "sesame\n");
  EXPECT_EQ(run("exec 3< " + file + "; stat -L -c %s /proc/self/fd/3").out, "12\n");
  EXPECT_EQ(run("stat -c '%s %b' " + file).out, "12 0\n");
}

TEST_F(UnixTools, StatOfAFileNeverOpenedSaysOnePage) {
  MountedMachine vm;
  EXPECT_EQ(run("stat -c '%s %b' " + vm("/objects/sec0/data")).out, "4096 0\n");
}

TEST_F(UnixTools, ALongValueIsCopiedWhole) {
  MountedMachine vm;
  const std::string value(20000, 'v');
  ASSERT_TRUE(vm.probe.set("/machine", "append", value).ok);
  const std::string file = vm("/machine/append");
  for (const std::string command :
       {"cat ", "dd bs=100 status=none if=", "tar -cO ", "head -n 1 "}) {
    const Outcome outcome =
        run(command + file + (command.starts_with("tar") ? " 2> /dev/null | tar -xO" : ""));
    EXPECT_EQ(outcome.out, value + "\n") << command;
  }
}

TEST_F(UnixTools, PythonReadsWritesAndCopies) {
  if (lacks("python3")) return;
  MountedMachine vm;
  const std::string script = R"(
import pathlib, shutil, sys
tree, copy = pathlib.Path(sys.argv[1]), sys.argv[2]
assert (tree / 'sec0' / 'data').read_text() == 'open-sesame\n'
(tree / 'io0' / 'poll-max-ns').write_text('4096\n')
assert (tree / 'io0' / 'poll-max-ns').read_text() == '4096\n'
shutil.copyfile(tree / 'sec0' / 'data', copy + '.file')
assert open(copy + '.file').read() == 'open-sesame\n'
shutil.copytree(tree, copy, symlinks=True)
)";
  const std::string copy = vm.qemu.directory() / "copy";
  expect_success("python3 -c " + support::shell_word(script) + " " + vm(subtree) + " " + copy);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 4096);
  expect_true_copy(vm, copy);
}

}  // namespace
