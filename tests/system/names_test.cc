// Names no file can have: QEMU checks nothing in chardev-add, so any byte may end up in the tree.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

namespace fs = std::filesystem;
using support::Json;
using support::MountedMachine;

class Names : public support::SystemTest {};

const std::string with_nul("x\0y", 3);
const std::string long_name(300, 'a');

const std::vector<std::string>& hostile_ids() {
  static const std::vector<std::string> ids = {"..",
                                               ".",
                                               "a/b",
                                               "/",
                                               "",
                                               "a\nb",
                                               with_nul,
                                               "%2F",
                                               "%",
                                               "100%",
                                               "a%2Fb",
                                               "%2E%2E",
                                               long_name,
                                               long_name + "b",
                                               std::string(255, 'c'),
                                               "blank and \"quotes\"",
                                               "plain"};
  return ids;
}

void add_null_chardev(support::MonitorProbe& probe, const std::string& id) {
  const Json arguments = Json::parse(R"({"id": "", "backend": {"type": "null", "data": {}}})");
  Json named = arguments;
  named["id"] = id;
  const support::Answer answer = probe.execute("chardev-add", named);
  ASSERT_TRUE(answer.ok) << id << ": " << answer.description;
}

void add_hostile_chardevs(MountedMachine& vm) {
  for (const std::string& id : hostile_ids()) add_null_chardev(vm.probe, id);
}

std::vector<std::string> listing(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    names.push_back(entry.path().filename());
  return names;
}

TEST_F(Names, OfEveryChardevAreListedOnceAndLegal) {
  MountedMachine vm;
  add_hostile_chardevs(vm);
  const std::vector<std::string> names = listing(vm("/chardevs"));
  EXPECT_EQ(names.size(), vm.probe.list("/chardevs").size());
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const std::string& name : names) {
    EXPECT_LE(name.size(), 255U) << name;
    struct stat attributes = {};
    EXPECT_EQ(lstat((vm("/chardevs/") + name).c_str(), &attributes), 0) << name;
  }
}

TEST_F(Names, AreEscapedAsTheContractSays) {
  MountedMachine vm;
  add_hostile_chardevs(vm);
  const std::vector<std::string> shown = listing(vm("/chardevs"));
  const std::set<std::string> names(shown.begin(), shown.end());
  for (const std::string expected :
       {"plain", "a\nb", "blank and \"quotes\"", "%2E%2E", "%2E", "a%2Fb", "%2F", "x%00y", "%252F",
        "a%252Fb", "%252E%252E", "100%"}) {
    EXPECT_TRUE(names.contains(expected)) << expected;
  }
  EXPECT_TRUE(names.contains(std::string(255, 'c')));
}

TEST_F(Names, DoNotChangeFromListingToListing) {
  MountedMachine vm(support::q35_with_devices(), "timeout=0");
  add_hostile_chardevs(vm);
  const std::vector<std::string> first = listing(vm("/chardevs"));
  add_null_chardev(vm.probe, "one more");
  std::set<std::string> second;
  for (const std::string& name : listing(vm("/chardevs"))) second.insert(name);
  for (const std::string& name : first) EXPECT_TRUE(second.contains(name)) << name;
  EXPECT_TRUE(second.contains("one more"));
}

TEST_F(Names, ThatQemuCanReachLeadToTheirObject) {
  MountedMachine vm;
  add_hostile_chardevs(vm);
  for (const std::string name : {"plain", "a\nb", "%2E%2E", "%2E", "x%00y", "%252F", "100%"}) {
    const support::FileRead type = support::read_file(vm("/chardevs/") + name + "/type");
    EXPECT_EQ(type.text, "chardev-null\n") << name << " " << support::errno_text(type.open_error);
  }
}

TEST_F(Names, NeverMakeAWalkEndless) {
  MountedMachine vm;
  add_hostile_chardevs(vm);
  for (const std::string tool : {"find", "ls -lR", "du -a", "grep -r null"}) {
    const support::Outcome walk =
        support::run(tool + " " + vm("/chardevs") + " | wc -l", std::chrono::seconds(20));
    EXPECT_FALSE(walk.timed_out) << tool;
    EXPECT_LT(atoi(walk.out.c_str()), 2000) << tool;
  }
}

TEST_F(Names, ThatAreNotThereAreMissing) {
  MountedMachine vm;
  for (const std::string name : {"%2E%2E", "%2F", "%00", "nothing", "a%2Fb"}) {
    const support::FileRead read = support::read_file(vm("/chardevs/") + name);
    EXPECT_EQ(support::errno_text(read.open_error), support::errno_text(ENOENT)) << name;
  }
  const support::FileRead too_long = support::read_file(vm("/chardevs/") + std::string(256, 'z'));
  EXPECT_TRUE(too_long.open_error == ENAMETOOLONG || too_long.open_error == ENOENT)
      << too_long.open_error;
}

}  // namespace
