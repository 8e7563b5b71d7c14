// Sockets whose path is longer than a socket's address.

#include "qmp/socket_path.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

namespace qmp {
namespace {

using Use = SocketPath::Use;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  EXPECT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

/// A descriptor that closes itself.
using Descriptor = std::unique_ptr<int, void (*)(int*)>;

Descriptor make_socket() {
  return Descriptor(new int(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), [](int* number) {
    ::close(*number);
    delete number;
  });
}

Descriptor listen_at(const std::string& path) {
  Descriptor listener = make_socket();
  SocketPath way(path, Use::bind);
  EXPECT_FALSE(way.error()) << way.error().message();
  sockaddr_un address = address_of(way.text());
  EXPECT_EQ(::bind(*listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(*listener, 1), 0);
  return listener;
}

bool can_connect(const std::string& path) {
  Descriptor client = make_socket();
  SocketPath way(path, Use::connect);
  if (way.error()) return false;
  sockaddr_un address = address_of(way.text());
  return ::connect(*client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

class DeepSocket : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }

  support::ScratchDirectory scratch_;
  const std::string folder_ = scratch_ / std::string(150, 'd') + "/" + std::string(150, 'e');
};

TEST(SocketPath, OfUsualLengthIsLeftAsItIs) {
  for (Use use : {Use::connect, Use::bind}) {
    SocketPath way("/run/" + std::string(102, 'x'), use);
    EXPECT_FALSE(way.error());
    EXPECT_EQ(way.text(), "/run/" + std::string(102, 'x'));
  }
}

TEST_F(DeepSocket, IsBoundAndFound) {
  Descriptor listener = listen_at(folder_ + "/vm.sock");
  EXPECT_TRUE(std::filesystem::is_socket(folder_ + "/vm.sock"));
  EXPECT_TRUE(can_connect(folder_ + "/vm.sock"));
}

TEST_F(DeepSocket, MayHaveALongNameToo) {
  Descriptor listener = listen_at(folder_ + "/vm.sock");
  const std::string long_name = folder_ + "/" + std::string(200, 'n');
  std::filesystem::rename(folder_ + "/vm.sock", long_name);
  EXPECT_TRUE(can_connect(long_name));
}

TEST_F(DeepSocket, IsFoundInAFolderThatWasMadeAgain) {
  Descriptor first = listen_at(folder_ + "/vm.sock");
  ASSERT_TRUE(can_connect(folder_ + "/vm.sock"));
  std::filesystem::remove_all(folder_);
  EXPECT_FALSE(can_connect(folder_ + "/vm.sock"));
  std::filesystem::create_directory(folder_);
  Descriptor second = listen_at(folder_ + "/vm.sock");
  EXPECT_TRUE(can_connect(folder_ + "/vm.sock"));
}

TEST_F(DeepSocket, ThatIsMissingIsSaidToBe) {
  EXPECT_EQ(SocketPath(folder_ + "/vm.sock", Use::connect).error().value(), ENOENT);
  EXPECT_EQ(SocketPath(folder_ + "/no/vm.sock", Use::bind).error().value(), ENOENT);
}

TEST_F(DeepSocket, CannotBeBoundByALongName) {
  const std::string long_name = folder_ + "/" + std::string(100, 'n');
  EXPECT_EQ(SocketPath(long_name, Use::bind).error().value(), ENAMETOOLONG);
}

TEST_F(DeepSocket, LeavesNoDescriptorOpen) {
  const auto open_now = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto before = open_now();
  for (Use use : {Use::connect, Use::bind}) SocketPath(folder_ + "/vm.sock", use);
  EXPECT_EQ(open_now(), before);
}

}  // namespace
}  // namespace qmp
