#include "support/fake_kernel.h"

#include <linux/fuse.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace support {
namespace {

constexpr std::chrono::seconds patience(10);
constexpr std::uint64_t interrupt_bit = 1;  // the kernel's mark on an interrupt's own number

bool expects_answer(std::uint32_t opcode) {
  return opcode != FUSE_FORGET && opcode != FUSE_BATCH_FORGET && opcode != FUSE_INTERRUPT;
}

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

FakeKernel::FakeKernel(asio::io_context& loop) : loop_(loop) {
  int ends[2];
  constexpr int kind = SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC;
  if (::socketpair(AF_UNIX, kind, 0, ends) != 0) fail("socketpair");
  own_end_ = ends[0];
  session_end_ = ends[1];
}

FakeKernel::~FakeKernel() {
  hang_up();
  if (session_end_ >= 0) ::close(session_end_);
}

int FakeKernel::take_session_end() { return std::exchange(session_end_, -1); }

FakeKernel::Unique FakeKernel::send(const KernelRequest& request) {
  last_ += 2;
  if (expects_answer(request.opcode)) open_.insert(last_);
  write(request, last_);
  return last_;
}

void FakeKernel::interrupt(Unique request) {
  fuse_interrupt_in in = {};
  in.unique = request;
  std::string body(reinterpret_cast<const char*>(&in), sizeof in);
  write({FUSE_INTERRUPT, 0, body}, request | interrupt_bit);
}

void FakeKernel::write(const KernelRequest& request, Unique unique) {
  fuse_in_header header = {};
  header.len = static_cast<std::uint32_t>(sizeof header + request.body.size());
  header.opcode = request.opcode;
  header.unique = unique;
  header.nodeid = request.inode;
  header.uid = ::getuid();
  header.gid = ::getgid();
  header.pid = static_cast<std::uint32_t>(request.thread);
  std::string message(reinterpret_cast<const char*>(&header), sizeof header);
  message += request.body;
  if (::send(own_end_, message.data(), message.size(), MSG_NOSIGNAL) < 0) fail("send");
}

KernelAnswer FakeKernel::wait(Unique request) {
  auto until = std::chrono::steady_clock::now() + patience;
  receive_all();
  while (!answered(request)) {
    loop_.restart();
    bool late = loop_.run_one_until(until) == 0;
    if (late) throw std::runtime_error("the file system does not answer");
    receive_all();
  }
  return std::move(answers_.extract(request).mapped());
}

KernelAnswer FakeKernel::ask(const KernelRequest& request) { return wait(send(request)); }

void FakeKernel::settle() {
  loop_.restart();
  while (loop_.poll() > 0) receive_all();
  receive_all();
}

std::vector<FakeKernel::Notification> FakeKernel::take_notifications() {
  receive_all();
  return std::exchange(notifications_, {});
}

void FakeKernel::hang_up() {
  if (own_end_ >= 0) ::close(own_end_);
  own_end_ = -1;
}

void FakeKernel::receive_all() {
  constexpr std::size_t largest = 1024 * 1024;
  std::string message(largest, '\0');
  while (own_end_ >= 0) {
    ssize_t size = ::recv(own_end_, message.data(), message.size(), 0);
    if (size <= 0) return;
    receive(message.substr(0, static_cast<std::size_t>(size)));
  }
}

void FakeKernel::receive(const std::string& message) {
  fuse_out_header header;
  if (message.size() < sizeof header) throw std::runtime_error("a message without a header");
  std::memcpy(&header, message.data(), sizeof header);
  if (header.len != message.size()) throw std::runtime_error("a message of the wrong length");
  std::string body = message.substr(sizeof header);
  if (header.unique == 0) {
    notifications_.push_back({{0, header.error, body}, answer_count_});
    return;
  }
  if (header.unique & interrupt_bit) return;  // "not found, tell me again"
  if (open_.erase(header.unique) == 0) throw std::runtime_error("an answer nobody waits for");
  answers_[header.unique] = {header.unique, -header.error, body};
  ++answer_count_;
}

}  // namespace support
