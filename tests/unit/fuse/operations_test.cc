// What needs no kernel; the rest is in tests/integration/filesystem.

#include "fuse/operations.h"

#include "support/empty_filesystem.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace {

class OperationsTest : public ::testing::Test {
 protected:
  fuse_conn_info agree_with(unsigned capabilities) {
    fuse_conn_info connection = {};
    connection.capable = connection.want = capabilities;
    connection.max_write = 1024 * 1024;
    operations.on_init(connection);
    return connection;
  }

  boost::asio::io_context loop;
  support::EmptyFilesystem filesystem;
  fuse::Notifier notifier;
  fuse::Operations operations{loop.get_executor(), filesystem, notifier, [](const std::string&) {}};
};

TEST_F(OperationsTest, AreInitialisedByInitOnly) {
  EXPECT_FALSE(operations.initialised());
  agree_with(0);
  EXPECT_TRUE(operations.initialised());
}

TEST_F(OperationsTest, WantNoSplice) {
  constexpr unsigned splice = FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE;
  EXPECT_EQ(agree_with(splice | FUSE_CAP_READDIRPLUS).want, unsigned(FUSE_CAP_READDIRPLUS));
}

TEST_F(OperationsTest, LimitWhatOneWriteBrings) { EXPECT_EQ(agree_with(0).max_write, 128u * 1024); }

}  // namespace
