#include "qmp/error.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace qmp {
namespace {

TEST(Error, TakingTheValueOfAFailureThrowsItsSentence) {
  Result<int> failed = Error(Failure::refused, "Device 'x' not found", "DeviceNotFound");
  try {
    failed.value();
    FAIL() << "there is no value";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "Device 'x' not found");
  }
}

TEST(Error, KeepsFailureSentenceAndClassApart) {
  Error error(Failure::refused, "Device 'x' not found", "DeviceNotFound");
  EXPECT_EQ(error.failure, Failure::refused);
  EXPECT_EQ(error.text, "Device 'x' not found");
  EXPECT_EQ(error.class_name, "DeviceNotFound");
}

}  // namespace
}  // namespace qmp
