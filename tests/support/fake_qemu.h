#pragma once

#include "qmp/framer.h"
#include "qmp/json.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace support {

namespace asio = boost::asio;
using qmp::Json;

/// The server's end of one QMP monitor, played by the test step by step. Each step turns the loop
/// until it is done, so the client on the same loop goes on meanwhile; a step that cannot be done
/// throws after some seconds. Owns its listening socket and the present connection.
class FakeQemu {
 public:
  static constexpr std::string_view greeting =
      R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"fake"},"capabilities":["oob"]}})";
  static constexpr std::string_view greeting_without_oob =
      R"({"QMP":{"version":{"qemu":{"micro":0,"minor":0,"major":2},"package":""},"capabilities":[]}})";

  /// Of virt-qemu-qmp-proxy, which stands between a client and libvirt's monitor.
  static constexpr std::string_view greeting_of_proxy =
      R"({"QMP": {"version": {"qemu": {"major": 7, "minor": 2, "micro": 22}, "package": "qemu-7.2.22"}, "capabilities": ["oob"]}})";

  explicit FakeQemu(asio::io_context& loop) : loop_(loop) {}
  FakeQemu(const FakeQemu&) = delete;
  FakeQemu& operator=(const FakeQemu&) = delete;

  /// Listens at a path, whatever was there before; as in QEMU, connections beyond the backlog have
  /// to try again.
  void listen(const std::string& path, int backlog = 1);

  /// Listens on a free port of 127.0.0.1 and returns it.
  int listen_on_loopback() { return listen_on("127.0.0.1"); }

  /// The same at any of this machine's addresses. Throws boost::system::system_error.
  int listen_on(const std::string& ip, int backlog = 1);

  /// Closes the listening socket; its file stays, as after a kill.
  void stop_listening() { acceptor_.reset(); }

  /// Takes the next client in place of the present one.
  void accept();

  /// Whether no client waits to be accepted, once it had its chance to.
  bool nobody_calls();

  /// Makes a connection without listening; returns the client's end, which the caller owns.
  int connect_pair();

  /// Sends bytes as they are.
  void send(std::string_view bytes);

  /// Greets and answers qmp_capabilities, whose arguments it returns.
  Json negotiate(std::string_view words = greeting);

  /// Waits for the next command, which must have this name, and returns it whole.
  Json expect(std::string_view name);

  void answer(const Json& command, const Json& value);
  void refuse(const Json& command, const std::string& sentence,
              const std::string& class_name = "GenericError");

  /// Whether the client has sent nothing more, once it had its chance to.
  bool hears_nothing();

  /// Whether the client has closed the connection, once it had its chance to.
  bool hears_the_end();

  /// Closes the connection, as a QEMU that dies.
  void cut();

 private:
  using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
  using Socket = asio::generic::stream_protocol::socket;

  void listen_at(const asio::generic::stream_protocol::endpoint& endpoint, int backlog);
  asio::awaitable<void> accept_one();
  asio::awaitable<void> write(std::string bytes);
  asio::awaitable<std::string> next_command();

  asio::io_context& loop_;
  std::optional<Acceptor> acceptor_;
  std::optional<Socket> client_;
  qmp::Framer framer_;
};

/// The text of an answer, as QEMU writes it.
std::string answer_text(const Json& id, const Json& value);
std::string refusal_text(const Json& id, const std::string& sentence,
                         const std::string& class_name = "GenericError");
std::string event_text(const std::string& name, const Json& data = Json());

}  // namespace support
