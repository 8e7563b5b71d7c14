// What is found at an address: a socket with a place, without one, or no socket at all.

#include "integration/client/client_test.h"

#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace qmp {
namespace {

class ConnectingToASocket : public ClientTest {
 protected:
  void listen() {
    qemu_.listen(path_);
    use(UnixAddress{path_});
  }
};

bool says(const Error& error, std::string_view words) {
  return error.text.find(words) != std::string::npos;
}

TEST_F(ConnectingToASocket, WithoutASocketItSaysSo) {
  use(UnixAddress{path_});
  auto error = connect_in_vain();
  EXPECT_EQ(error.failure, Failure::not_connected);
  EXPECT_TRUE(says(error, path_ + ": no such socket")) << error.text;
}

TEST_F(ConnectingToASocket, ASocketNobodyListensAtIsRefused) {
  listen();
  qemu_.stop_listening();
  auto error = connect_in_vain();
  EXPECT_EQ(error.failure, Failure::not_connected);
  EXPECT_TRUE(says(error, path_ + ": connection refused")) << error.text;
}

TEST_F(ConnectingToASocket, WhatIsNoSocketIsCalledByItsName) {
  std::ofstream(folder_ / "file").put('\n');
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const std::pair<std::string, std::string> rows[] = {
      {folder_ / "file", "it is a regular file, not a socket"},
      {folder_.make_folder("folder"), "it is a folder, not a socket"},
      {folder_ / "pipe", "it is a pipe, not a socket"},
      {"/dev/null", "it is a device, not a socket"},
  };
  for (auto& [path, words] : rows) {
    use(UnixAddress{path});
    auto error = connect_in_vain();
    EXPECT_EQ(error.failure, Failure::not_connected);
    EXPECT_TRUE(says(error, "cannot connect to " + path + ": " + words)) << error.text;
    EXPECT_TRUE(says(error, "-qmp unix:PATH")) << error.text;
  }
}

/// The kernel looks at who may write to the file before it looks at what the file is.
TEST_F(ConnectingToASocket, WhatIsNoSocketIsCalledByItsNameForOtherUsersToo) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be another user";
  constexpr uid_t nobody = 65534;
  ASSERT_EQ(::seteuid(nobody), 0);
  for (std::string path : {"/etc/passwd", "/usr"}) {
    use(UnixAddress{path});
    auto error = connect_in_vain();
    EXPECT_TRUE(says(error, ", not a socket")) << error.text;
  }
  ASSERT_EQ(::seteuid(0), 0);
}

TEST_F(ConnectingToASocket, ADatagramSocketIsNoMonitor) {
  asio::local::datagram_protocol::socket other(loop_);
  other.open();
  other.bind(asio::local::datagram_protocol::endpoint(path_));
  use(UnixAddress{path_});
  auto error = connect_in_vain();
  EXPECT_TRUE(says(error, "it is a datagram socket")) << error.text;
}

TEST_F(ConnectingToASocket, AMonitorDeepBelowIsReached) {
  const std::string deep = folder_ / std::string(200, 'd');
  qemu_.listen(path_);
  std::filesystem::create_directory(deep);
  std::filesystem::rename(path_, deep + "/qmp");
  use(UnixAddress{deep + "/qmp"});
  ASSERT_TRUE(connect());
  run();
  expect_alive();
}

/// fusermount3, for one, runs on beside a mount.
TEST_F(ConnectingToASocket, NoOtherProgramInheritsTheConnection) {
  listen();
  ASSERT_TRUE(connect());
  int found = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    sockaddr_un peer = {};
    socklen_t size = sizeof peer;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sun_family != AF_UNIX || path_ != peer.sun_path) continue;
    ++found;
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), FD_CLOEXEC);
  }
  EXPECT_EQ(found, 1);
}

TEST_F(ConnectingToASocket, AFullBacklogIsWaitedFor) {
  listen();
  std::deque<asio::local::stream_protocol::socket> idle;  // they take all places a backlog of 1 has
  for (int i = 0; i < 2; ++i)
    idle.emplace_back(loop_).connect(asio::local::stream_protocol::endpoint(path_));
  support::Task<Result<>> connecting(loop_, client_->connect());
  support::settle(loop_);
  EXPECT_FALSE(connecting.done());
  for (std::size_t i = 0; i < idle.size(); ++i) qemu_.accept();
  qemu_.accept();
  qemu_.negotiate();
  EXPECT_TRUE(connecting.get());
}

TEST_F(ConnectingToASocket, ABacklogThatStaysFullIsNotWaitedForForEver) {
  ClientOptions hasty = options();
  hasty.greeting = 10ms;
  qemu_.listen(path_, 0);
  asio::local::stream_protocol::socket idle(loop_);
  idle.connect(asio::local::stream_protocol::endpoint(path_));
  use(UnixAddress{path_}, hasty);
  auto error = connect_in_vain();
  EXPECT_EQ(error.failure, Failure::timed_out);
  EXPECT_TRUE(says(error, "cannot connect to " + path_ + ": its queue of clients had no place"))
      << error.text;
}

TEST_F(ConnectingToASocket, AnInheritedSocketIsAdopted) {
  const int descriptor = qemu_.connect_pair();
  ::fcntl(descriptor, F_SETFD, 0);
  use(InheritedAddress{descriptor});
  support::Task<Result<>> connecting(loop_, client_->connect());
  qemu_.negotiate();
  ASSERT_TRUE(connecting.get());
  EXPECT_EQ(::fcntl(descriptor, F_GETFD), FD_CLOEXEC) << "children must not inherit it once more";
  run();
  expect_alive();
}

TEST_F(ConnectingToASocket, WhatIsNoConnectedSocketIsNotAdopted) {
  const std::pair<int, std::string> rows[] = {
      {9999, "fd:9999: no such descriptor was inherited"},
      {::open("/dev/null", O_RDWR | O_CLOEXEC), "it is not a socket"},
      {::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "the inherited socket is not connected"},
  };
  for (auto& [descriptor, words] : rows) {
    use(InheritedAddress{descriptor});
    auto error = connect_in_vain();
    EXPECT_EQ(error.failure, Failure::not_connected);
    EXPECT_TRUE(says(error, words)) << error.text;
  }
  ::close(rows[1].first);
}

}  // namespace
}  // namespace qmp
