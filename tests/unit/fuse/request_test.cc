// What needs no kernel; the rest is in tests/integration/filesystem/session_test.cc.

#include "fuse/request.h"

#include "support/task.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace {

TEST(OpenRequests, AreNoneAtFirst) {
  boost::asio::io_context loop;
  fuse::OpenRequests requests(loop.get_executor());
  EXPECT_EQ(requests.size(), 0u);
}

TEST(OpenRequests, ForgiveThatARequestToCancelHasGone) {
  boost::asio::io_context loop;
  fuse::OpenRequests requests(loop.get_executor());
  requests.interrupt(1);
  requests.abort_all();
  EXPECT_EQ(requests.size(), 0u);
}

TEST(OpenRequests, WakeNobodyByThemselves) {
  boost::asio::io_context loop;
  fuse::OpenRequests requests(loop.get_executor());
  bool woken = false;
  requests.one_gone().async_wait([&](const boost::system::error_code&) { woken = true; });
  support::settle(loop);
  EXPECT_FALSE(woken);
  requests.one_gone().cancel();
  support::settle(loop);
  EXPECT_TRUE(woken);
}

}  // namespace
