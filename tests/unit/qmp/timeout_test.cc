#include "qmp/timeout.h"

#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

using namespace std::chrono_literals;

/// Ends with a text after `pause`; notes whether it was unwound before.
asio::awaitable<std::string> operation(std::chrono::nanoseconds pause, bool& unwound) {
  asio::steady_timer timer(co_await asio::this_coro::executor, pause);
  unwound = true;
  co_await timer.async_wait(asio::use_awaitable);
  unwound = false;
  co_return "done";
}

TEST(Timeout, AnOperationInTimeGivesItsResult) {
  bool unwound = false;
  auto result = support::run(with_timeout(operation(0ms, unwound), 1h));
  EXPECT_EQ(result, "done");
  EXPECT_FALSE(unwound);
}

TEST(Timeout, AnOperationThatTakesLongerIsCancelled) {
  bool unwound = false;
  auto result = support::run(with_timeout(operation(1h, unwound), 1ms));
  EXPECT_EQ(result, std::nullopt);
  EXPECT_TRUE(unwound);
}

TEST(Timeout, CancellingTheCallerCancelsTheOperation) {
  asio::io_context loop;
  bool unwound = false;
  support::Task<std::optional<std::string>> task(loop, with_timeout(operation(1h, unwound), 1h));
  support::settle(loop);
  task.cancel();
  EXPECT_ANY_THROW(task.get());
  EXPECT_TRUE(unwound);
}

}  // namespace
}  // namespace qmp
