#include "fuse/entry_param.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;

TEST(EntryParam, CarriesNumberAttributesAndTimeout) {
  fuse::Entry entry;
  entry.ino = 42;
  entry.attributes.status.st_mode = S_IFREG | 0600;
  entry.attributes.timeout = 250ms;
  fuse_entry_param param = fuse::entry_param(entry);
  EXPECT_EQ(param.ino, 42u);
  EXPECT_EQ(param.attr.st_mode, S_IFREG | 0600u);
  EXPECT_DOUBLE_EQ(param.attr_timeout, 0.25);
  EXPECT_DOUBLE_EQ(param.entry_timeout, 0.25);
}

TEST(EntryParam, NeedsNoGenerationSinceNumbersAreNeverReused) {
  EXPECT_EQ(fuse::entry_param(fuse::Entry()).generation, 0u);
}

TEST(Seconds, KeepFractions) {
  EXPECT_DOUBLE_EQ(fuse::seconds(0ns), 0);
  EXPECT_DOUBLE_EQ(fuse::seconds(1500ms), 1.5);
  EXPECT_DOUBLE_EQ(fuse::seconds(1ns), 1e-9);
}

}  // namespace
