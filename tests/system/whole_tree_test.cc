// Every object, property and link of a machine in the mount, compared with what QMP itself answers
// on a second monitor.

#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "support/mounted_machine.h"
#include "support/newer_qemu.h"
#include "support/system_test.h"
#include "support/tree_comparison.h"

namespace {

using support::MountedMachine;
using support::TreeComparison;

constexpr std::size_t shown_differences = 20;

class WholeTree : public support::SystemTest {};

void report(const std::string& machine, const support::TreeCounts& counts) {
  std::cout << machine << ": " << counts.objects << " objects, " << counts.properties
            << " properties, " << counts.links << " links (" << counts.unset_links << " unset), "
            << counts.refused << " refused reads compared\n";
  ::testing::Test::RecordProperty("objects", counts.objects);
  ::testing::Test::RecordProperty("properties", counts.properties);
  ::testing::Test::RecordProperty("links", counts.links);
  ::testing::Test::RecordProperty("refused", counts.refused);
}

std::string summary(const std::vector<std::string>& differences) {
  std::string text = std::to_string(differences.size()) + " differences\n";
  for (std::size_t i = 0; i < differences.size() && i < shown_differences; ++i)
    text += differences[i] + "\n";
  return text;
}

void compare(const std::string& machine, const std::vector<std::string>& arguments) {
  MountedMachine vm(arguments);
  TreeComparison comparison(vm.probe, vm.mounted.path());
  comparison.compare_all();
  report(machine, comparison.counts());
  EXPECT_TRUE(comparison.differences().empty()) << summary(comparison.differences());
  EXPECT_GE(comparison.counts().objects, 5);
  EXPECT_GE(comparison.counts().properties, 20);
}

TEST_F(WholeTree, OfQ35WithDevicesIsWhatQmpSays) { compare("q35", support::q35_with_devices()); }

TEST_F(WholeTree, OfPcIsWhatQmpSays) { compare("pc", support::bare_machine("pc")); }

TEST_F(WholeTree, OfMicrovmIsWhatQmpSays) { compare("microvm", support::bare_machine("microvm")); }

TEST_F(WholeTree, OfTheEmptyMachineIsWhatQmpSays) {
  compare("none", support::bare_machine("none"));
}

TEST_F(WholeTree, OfANewerQemuIsWhatQmpSays) {
  if (support::newer_qemu_program().empty())
    GTEST_SKIP() << "QOM_FUSE_QEMU_NEW names no second QEMU";
  support::NewerQemu newer;
  compare("newer q35", support::q35_with_devices());
  compare("newer pc", support::bare_machine("pc"));
}

}  // namespace
