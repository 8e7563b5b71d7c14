#include "fuse/session_handle.h"

#include "fuse/operations.h"
#include "support/empty_filesystem.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

/// Operations that are never asked for anything.
struct Nobody {
  boost::asio::io_context loop;
  support::EmptyFilesystem filesystem;
  fuse::Notifier notifier;
  fuse::Operations operations{loop.get_executor(), filesystem, notifier, [](const std::string&) {}};
};

/// What libfuse says against the options; empty if nothing.
std::string complaint(const std::vector<std::string>& options) {
  Nobody nobody;
  try {
    fuse::SessionHandle handle(options, false, nobody.operations);
    return "";
  } catch (const fuse::MountError& error) {
    return error.what();
  }
}

TEST(SessionHandle, TakesTheOptionsOfLibfuse) {
  EXPECT_EQ(complaint({}), "");
  EXPECT_EQ(complaint({"ro", "allow_other", "default_permissions", "nosuid", "nodev", "noexec",
                       "fsname=/run/vm.sock", "subtype=qom-fuse"}),
            "");
}

TEST(SessionHandle, SaysInOneLineWhichOptionIsWrong) {
  std::string said = complaint({"no_such_option"});
  EXPECT_NE(said.find("no_such_option"), said.npos) << said;
  EXPECT_EQ(said.find('\n'), said.npos) << said;
  EXPECT_FALSE(said.starts_with("fuse:")) << said;
}

TEST(SessionHandle, SaysWhyItCannotMount) {
  Nobody nobody;
  fuse::SessionHandle handle({}, false, nobody.operations);
  try {
    handle.mount("/nonexistent/mountpoint");
    FAIL() << "mounted on nothing";
  } catch (const fuse::MountError& error) {
    std::string said = error.what();
    EXPECT_TRUE(said.starts_with("cannot mount on '/nonexistent/mountpoint': ")) << said;
    EXPECT_EQ(said.find('\n'), said.npos) << said;
  }
}

}  // namespace
