#include "qmp/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace qmp {
namespace {

using namespace std::chrono_literals;

void expect_about(std::chrono::nanoseconds pause, std::chrono::nanoseconds whole) {
  EXPECT_LE(pause, whole);
  EXPECT_GE(pause, whole * 3 / 4);
}

TEST(Backoff, DoublesUpToItsLimit) {
  Backoff backoff(50ms, 300ms);
  for (auto whole : {50ms, 100ms, 200ms, 300ms, 300ms}) expect_about(backoff.next(), whole);
}

TEST(Backoff, NeverExceedsALimitBelowItsStart) {
  Backoff backoff(5s, 2s);
  expect_about(backoff.next(), 2s);
}

TEST(Backoff, IsNotTheSameForAll) {
  std::set<std::chrono::nanoseconds> firsts;
  for (int i = 0; i < 20; ++i) firsts.insert(Backoff(1s, 2s).next());
  EXPECT_GT(firsts.size(), 1u);
}

}  // namespace
}  // namespace qmp
