#include "qom/shared_loads.h"

#include "support/task.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace qom {
namespace {

using support::settle;
using support::Task;
using Loads = SharedLoads<int, std::string>;

/// What somebody who joins a load gets; "-" for nothing.
asio::awaitable<std::string> join(Loads::LoadPtr load) {
  boost::system::error_code woken;
  co_await load->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  co_return load->result.value_or("-");
}

class SharedLoadsTest : public testing::Test {
 protected:
  asio::io_context loop_;
  Loads loads_{loop_.get_executor()};
};

TEST_F(SharedLoadsTest, AreFoundWhileTheirAskerWaits) {
  EXPECT_EQ(loads_.find(1), nullptr);
  {
    Loads::Guard guard(loads_, 1);
    EXPECT_EQ(guard.key(), 1);
    EXPECT_TRUE(guard.current());
    EXPECT_NE(loads_.find(1), nullptr);
    EXPECT_EQ(loads_.find(2), nullptr);
  }
  EXPECT_EQ(loads_.find(1), nullptr);
}

TEST_F(SharedLoadsTest, WakeAllWithTheResultWhenTheAskerIsDone) {
  std::optional<Loads::Guard> guard(std::in_place, loads_, 1);
  Task<std::string> first(loop_, join(loads_.find(1)));
  Task<std::string> second(loop_, join(loads_.find(1)));
  settle(loop_);
  guard->finish("five");
  settle(loop_);
  EXPECT_FALSE(first.done());
  guard.reset();
  EXPECT_EQ(first.get(), "five");
  EXPECT_EQ(second.get(), "five");
}

TEST_F(SharedLoadsTest, WakeAllWithNothingWhenTheAskerGivesUp) {
  std::optional<Loads::Guard> guard(std::in_place, loads_, 1);
  Task<std::string> waiter(loop_, join(loads_.find(1)));
  settle(loop_);
  guard.reset();
  EXPECT_EQ(waiter.get(), "-");
}

TEST_F(SharedLoadsTest, AreNoLongerFoundOnceForgottenButStillWake) {
  std::optional<Loads::Guard> guard(std::in_place, loads_, 1);
  Task<std::string> waiter(loop_, join(loads_.find(1)));
  settle(loop_);
  loads_.forget_if([](int key) { return key == 1; });
  EXPECT_FALSE(guard->current());
  EXPECT_EQ(loads_.find(1), nullptr);
  guard->finish("five");
  guard.reset();
  EXPECT_EQ(waiter.get(), "five");
}

TEST_F(SharedLoadsTest, AreForgottenByKey) {
  Loads::Guard one(loads_, 1);
  Loads::Guard two(loads_, 2);
  loads_.forget_if([](int key) { return key == 2; });
  EXPECT_TRUE(one.current());
  EXPECT_FALSE(two.current());
}

TEST_F(SharedLoadsTest, AForgottenAskerDoesNotEndTheOneThatFollowed) {
  std::optional<Loads::Guard> before(std::in_place, loads_, 1);
  loads_.forget_if([](int) { return true; });
  Loads::Guard after(loads_, 1);
  EXPECT_FALSE(before->current());
  before.reset();
  EXPECT_TRUE(after.current());
  EXPECT_NE(loads_.find(1), nullptr);
}

}  // namespace
}  // namespace qom
