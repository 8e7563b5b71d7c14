#include "cli/service_manager.h"

#include "support/fake_service_manager.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;

/// Messages are on their way when the call returns.
class ServiceManager : public ::testing::Test {
 protected:
  void SetUp() override {
#ifndef QOM_FUSE_SYSTEMD
    GTEST_SKIP() << "built without libsystemd";
#endif
  }

  std::string said() { return systemd_.next(0ms).value_or("nothing"); }

  support::FakeServiceManager systemd_;
};

TEST_F(ServiceManager, IsToldThatTheServiceIsReadyAndWhatItDoes) {
  cli::ServiceManager(true).ready("serving QEMU");
  EXPECT_EQ(said(), "READY=1\nSTATUS=serving QEMU");
}

TEST_F(ServiceManager, IsToldToLetGoOfTheMount) {
  cli::ServiceManager(true).took_over_mount();
  EXPECT_EQ(said(), "FDSTOREREMOVE=1\nFDNAME=qom-fuse");
}

TEST_F(ServiceManager, IsToldWhatChanges) {
  cli::ServiceManager(true).status("QEMU is gone");
  EXPECT_EQ(said(), "STATUS=QEMU is gone");
}

TEST_F(ServiceManager, IsToldOfTheEnd) {
  cli::ServiceManager(true).stopping();
  EXPECT_EQ(said(), "STOPPING=1");
}

TEST_F(ServiceManager, TakesNoMessageFromWithinALine) {
  cli::ServiceManager(true).status("QEMU says\nMAINPID=1");
  EXPECT_EQ(said(), "STATUS=QEMU says MAINPID=1");
}

TEST_F(ServiceManager, IsTheForegroundsAlone) {
  cli::ServiceManager(false).ready("serving QEMU");
  EXPECT_EQ(said(), "nothing");
}

}  // namespace
