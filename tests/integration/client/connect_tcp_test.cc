// A monitor on TCP: without a word to the contrary only where nobody else is on the wire.

#include "integration/client/client_test.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

namespace qmp {
namespace {

class ConnectingByTcp : public ClientTest {
 protected:
  /// What became of an attempt that must not even reach the network.
  Error refusal(const std::string& host) {
    use(TcpAddress{host, "4444"});
    return connect_in_vain();
  }
};

bool says(const Error& error, std::string_view words) {
  return error.text.find(words) != std::string::npos;
}

TEST_F(ConnectingByTcp, WorksOnEveryFormOfTheLoopback) {
  const std::string port = std::to_string(qemu_.listen_on("0.0.0.0"));
  for (const std::string host : {"127.0.0.1", "127.1.2.3", "localhost", "::ffff:127.0.0.1"}) {
    use(TcpAddress{host, port});
    ASSERT_TRUE(connect()) << host;
    run();
    expect_alive();
    client_->close();
    running_->get();
    running_.reset();
  }
}

TEST_F(ConnectingByTcp, WorksOnTheLoopbackOfIpv6) {
  std::string port;
  try {
    port = std::to_string(qemu_.listen_on("::1"));
  } catch (const boost::system::system_error& error) {
    GTEST_SKIP() << "no IPv6 on this machine: " << error.what();
  }
  use(TcpAddress{"::1", port});
  EXPECT_TRUE(connect());
}

TEST_F(ConnectingByTcp, RefusesWhereOthersMayListen) {
  for (const std::string host :
       {"192.0.2.1", "0.0.0.0", "128.0.0.1", "2001:db8::1", "::", "::ffff:192.0.2.1"}) {
    auto error = refusal(host);
    EXPECT_EQ(error.failure, Failure::not_connected);
    EXPECT_TRUE(says(error, host + " is no loopback address")) << error.text;
    EXPECT_TRUE(says(error, "no password and no encryption")) << error.text;
    EXPECT_TRUE(says(error, "--insecure-tcp")) << error.text;
    EXPECT_EQ(error.text.find('\n'), std::string::npos);
  }
}

/// 0.0.0.0 leads to this machine, but counts as any other.
TEST_F(ConnectingByTcp, GoesAnywhereWhenToldThatItMay) {
  use(TcpAddress{"0.0.0.0", std::to_string(qemu_.listen_on("0.0.0.0")), /*insecure=*/true});
  ASSERT_TRUE(connect());
  run();
  expect_alive();
}

TEST_F(ConnectingByTcp, NeverReachesWhatItRefuses) {
  use(TcpAddress{"0.0.0.0", std::to_string(qemu_.listen_on("0.0.0.0"))});
  connect_in_vain();
  EXPECT_TRUE(qemu_.nobody_calls());
}

TEST_F(ConnectingByTcp, LeavesNothingToOtherPrograms) {
  const int port = qemu_.listen_on_loopback();
  use(TcpAddress{"127.0.0.1", std::to_string(port)});
  ASSERT_TRUE(connect());
  int found = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sin_family != AF_INET || ntohs(peer.sin_port) != port) continue;
    ++found;
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), FD_CLOEXEC);
  }
  EXPECT_EQ(found, 1);
}

TEST_F(ConnectingByTcp, SaysWhenNobodyListens) {
  const std::string port = std::to_string(qemu_.listen_on_loopback());
  qemu_.stop_listening();
  use(TcpAddress{"127.0.0.1", port});
  EXPECT_TRUE(says(connect_in_vain(), "127.0.0.1:" + port + ": connection refused"));
}

/// Linux leaves an attempt without an answer while the queue is full.
TEST_F(ConnectingByTcp, SaysThatAnAttemptWithoutAnAnswerIsNoConnection) {
  const int port = qemu_.listen_on("127.0.0.1", 0);
  asio::ip::tcp::socket first(loop_);
  first.connect({asio::ip::make_address("127.0.0.1"), static_cast<std::uint16_t>(port)});
  ClientOptions hasty = options();
  hasty.greeting = 50ms;
  use(TcpAddress{"127.0.0.1", std::to_string(port)}, hasty);
  auto error = connect_in_vain();
  EXPECT_EQ(error.failure, Failure::timed_out);
  EXPECT_TRUE(says(error, "cannot connect to 127.0.0.1:" + std::to_string(port) +
                              ": no answer to the connection attempt within 0.05 s"))
      << error.text;
  EXPECT_FALSE(says(error, "holds this monitor")) << error.text;
}

}  // namespace
}  // namespace qmp
