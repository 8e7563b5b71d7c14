#include "support/fake_qemu.h"

#include "support/run_coroutine.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace support {

using Protocol = asio::generic::stream_protocol;

std::string answer_text(const Json& id, const Json& value) {
  return R"({"return": )" + value.dump() + R"(, "id": )" + id.dump() + "}\r\n";
}

std::string refusal_text(const Json& id, const std::string& sentence,
                         const std::string& class_name) {
  Json error = Json::object();
  error["class"] = class_name;
  error["desc"] = sentence;
  return R"({"id": )" + id.dump() + R"(, "error": )" + error.dump() + "}\r\n";
}

std::string event_text(const std::string& name, const Json& data) {
  std::string text = R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": ")" + name + '"';
  if (!data.is_null()) text += R"(, "data": )" + data.dump();
  return text + "}\r\n";
}

void FakeQemu::listen(const std::string& path, int backlog) {
  ::unlink(path.c_str());
  asio::local::stream_protocol::endpoint endpoint(path);
  listen_at(Protocol::endpoint(endpoint), backlog);
}

int FakeQemu::listen_on(const std::string& ip, int backlog) {
  asio::ip::tcp::endpoint endpoint(asio::ip::make_address(ip), 0);
  listen_at(Protocol::endpoint(endpoint), backlog);
  const Protocol::endpoint bound = acceptor_->local_endpoint();
  std::memcpy(endpoint.data(), bound.data(), bound.size());
  return endpoint.port();
}

void FakeQemu::listen_at(const Protocol::endpoint& endpoint, int backlog) {
  acceptor_.emplace(loop_);
  acceptor_->open(endpoint.protocol());
  acceptor_->bind(endpoint);
  acceptor_->listen(backlog);
}

void FakeQemu::accept() {
  cut();
  run(loop_, accept_one());
}

asio::awaitable<void> FakeQemu::accept_one() {
  client_.emplace(loop_);
  co_await acceptor_->async_accept(*client_, asio::use_awaitable);
}

bool FakeQemu::nobody_calls() {
  settle(loop_);
  pollfd listening = {acceptor_->native_handle(), POLLIN, 0};
  return ::poll(&listening, 1, 0) == 0;
}

int FakeQemu::connect_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error("no socket pair");
  cut();
  client_.emplace(loop_, Protocol(AF_UNIX, 0), ends[0]);
  return ends[1];
}

void FakeQemu::send(std::string_view bytes) { run(loop_, write(std::string(bytes))); }

asio::awaitable<void> FakeQemu::write(std::string bytes) {
  co_await asio::async_write(*client_, asio::buffer(bytes), asio::use_awaitable);
}

Json FakeQemu::negotiate(std::string_view words) {
  send(std::string(words) + "\r\n");
  Json command = expect("qmp_capabilities");
  answer(command, Json::object());
  return command.value("arguments", Json());
}

Json FakeQemu::expect(std::string_view name) {
  Json command = Json::parse(run(loop_, next_command()));
  if (command.at("execute") != name)
    throw std::runtime_error("expected " + std::string(name) + ", got " + command.dump());
  return command;
}

asio::awaitable<std::string> FakeQemu::next_command() {
  std::array<char, 4096> buffer;
  for (;;) {
    if (auto frame = framer_.next()) co_return std::move(frame->text);
    auto size = co_await client_->async_read_some(asio::buffer(buffer), asio::use_awaitable);
    framer_.feed({buffer.data(), size});
  }
}

void FakeQemu::answer(const Json& command, const Json& value) {
  send(answer_text(command.at("id"), value));
}

void FakeQemu::refuse(const Json& command, const std::string& sentence,
                      const std::string& class_name) {
  send(refusal_text(command.at("id"), sentence, class_name));
}

bool FakeQemu::hears_nothing() {
  settle(loop_);
  char byte;
  auto size = ::recv(client_->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size < 0 && !framer_.next();
}

bool FakeQemu::hears_the_end() {
  settle(loop_);
  char byte;
  return ::recv(client_->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void FakeQemu::cut() {
  client_.reset();
  framer_ = qmp::Framer();
}

}  // namespace support
