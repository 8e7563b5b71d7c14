#include "qmp/peer_process.h"

#include "support/scratch_directory.h"

#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include <netinet/in.h>

namespace qmp {
namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

/// A process of a name that listens at a path and stops itself.
class Listener {
 public:
  Listener(const std::string& path, const char* name) : pid_(::fork()) {
    if (pid_ == 0) listen_and_stop(path, name);
    ::waitpid(pid_, &status_, WUNTRACED);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { end(); }

  pid_t pid() const { return pid_; }
  bool is_stopped() const { return WIFSTOPPED(status_); }

  void resume() {
    ::kill(pid_, SIGCONT);
    ::waitpid(pid_, &status_, WCONTINUED);
  }

  void end() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  [[noreturn]] static void listen_and_stop(const std::string& path, const char* name) {
    ::prctl(PR_SET_NAME, name);
    int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = address_of(path);
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket, 1);
    ::raise(SIGSTOP);
    for (;;) ::pause();
  }

  pid_t pid_;
  int status_ = 0;
};

class PeerOfASocket : public testing::Test {
 protected:
  ~PeerOfASocket() override { ::close(socket_); }

  void connect() {
    sockaddr_un address = address_of(path_);
    ASSERT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }

  support::ScratchDirectory folder_;
  const std::string path_ = folder_ / "socket";
  int socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

TEST_F(PeerOfASocket, IsKnownByIdNameAndStandstill) {
  Listener listener(path_, "qemu) T (");
  ASSERT_TRUE(listener.is_stopped());
  connect();
  auto peer = peer_process(socket_);
  ASSERT_TRUE(peer);
  EXPECT_EQ(peer->pid, listener.pid());
  EXPECT_EQ(peer->name, "qemu) T (");
  EXPECT_TRUE(peer->is_qemu());
  EXPECT_TRUE(peer->stopped);
  EXPECT_FALSE(peer->debugged);
  listener.resume();
  EXPECT_FALSE(peer_process(socket_)->stopped);
}

TEST_F(PeerOfASocket, IsUnknownOnceItHasEnded) {
  Listener listener(path_, "qemu");
  connect();
  listener.end();
  EXPECT_FALSE(peer_process(socket_));
}

TEST_F(PeerOfASocket, IsUnknownWithoutOne) {
  EXPECT_FALSE(peer_process(-1));
  EXPECT_FALSE(peer_process(socket_)) << "not connected";
  int tcp = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_FALSE(peer_process(tcp));
  ::close(tcp);
}

TEST(PeerProcess, IsQemuByItsName) {
  for (const char* name : {"qemu-system-x86", "qemu-kvm", "kvm", "qemu-storage-da"})
    EXPECT_TRUE((PeerProcess{1, name}.is_qemu())) << name;
  for (const char* name : {"", "python3", "libvirtd", "qom-fuse", "kvm-something"})
    EXPECT_FALSE((PeerProcess{1, name}.is_qemu())) << name;
}

TEST(PeerProcess, HasReadAllOnceNothingIsLeft) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  EXPECT_TRUE(has_read_all(ends[0]));
  ASSERT_EQ(::write(ends[0], "ab", 2), 2);
  EXPECT_FALSE(has_read_all(ends[0]));
  char bytes[2];
  ASSERT_EQ(::read(ends[1], bytes, 1), 1);
  EXPECT_FALSE(has_read_all(ends[0]));
  ASSERT_EQ(::read(ends[1], bytes, 1), 1);
  EXPECT_TRUE(has_read_all(ends[0]));
  for (int end : ends) ::close(end);
  EXPECT_FALSE(has_read_all(-1));
}

}  // namespace
}  // namespace qmp
