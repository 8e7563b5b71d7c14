#pragma once

#include <gtest/gtest.h>

#include <string>

namespace support {

/// Why system tests cannot run on this machine, empty when they can.
std::string missing_for_system_tests();

/// A test with a real QEMU and a real mount. Where one of them is missing it is skipped with the
/// reason, or fails when QOM_FUSE_REQUIRE_SYSTEM=1 says that the machine was meant to have them.
class SystemTest : public ::testing::Test {
 protected:
  void SetUp() override;

  /// Ends as a failure where the machine was meant to have everything, else as skipped. The caller
  /// returns afterwards.
  static void give_up(const std::string& reason);
};

}  // namespace support
