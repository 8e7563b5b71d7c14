#include "fuse/notifier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace {

using fuse::Notifier;

TEST(Notifier, DoesNothingBeforeItIsStarted) {
  Notifier notifier;
  EXPECT_TRUE(notifier.stopped());
  EXPECT_FALSE(notifier.expire_all());
  notifier.expire(1, "machine");
  notifier.drop_attributes(1);
  EXPECT_TRUE(notifier.stopped());
}

TEST(Notifier, CanBeStoppedThoughItNeverStarted) {
  Notifier notifier;
  notifier.stop();
  notifier.stop();
  EXPECT_TRUE(notifier.stopped());
}

/// It has no session then, and needs none as long as nobody asks for anything.
TEST(Notifier, EndsWithoutBeingStopped) {
  Notifier notifier;
  notifier.start(nullptr);
  EXPECT_FALSE(notifier.stopped());
}

TEST(Notifier, IsStoppedSomeTimeAfterItWasToldTo) {
  Notifier notifier;
  notifier.start(nullptr);
  notifier.stop();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!notifier.stopped() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  EXPECT_TRUE(notifier.stopped());
  EXPECT_FALSE(notifier.expire_all());
  notifier.expire(1, "machine");
  notifier.drop_attributes(1);
}

}  // namespace
