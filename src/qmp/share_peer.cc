#include "qmp/share_peer.h"

#include "qmp/noncharacter.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>
#include <vector>

namespace qmp {
namespace {

using boost::system::error_code;

Json greeting_text(const Greeting& greeting) {
  Json version = {
      {"qemu", {{"micro", greeting.micro}, {"minor", greeting.minor}, {"major", greeting.major}}},
      {"package", "shared by qom-fuse"}};
  return {{"QMP", {{"version", version}, {"capabilities", Json::array()}}}};
}

Error refusal(const std::string& text, const std::string& class_name = "GenericError") {
  return {Failure::refused, text, class_name};
}

Error unknown_command(const std::string& name) {
  return refusal("The command " + name + " has not been found", "CommandNotFound");
}

/// Its name goes to QEMU as it is.
bool is_command_name(std::string_view name) {
  constexpr std::string_view others = "-_.";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](unsigned char byte) {
    return std::isalnum(byte) || others.find(static_cast<char>(byte)) != others.npos;
  });
}

/// Why it is no command, in QEMU's words; empty if it is one.
std::string fault_of(const Json& request) {
  if (!request.is_object()) return "QMP input must be a JSON object";
  for (auto& [name, value] : request.items())
    if (name != "execute" && name != "arguments" && name != "id")
      return "QMP input member '" + name + "' is unexpected";
  auto execute = request.find("execute");
  if (execute == request.end()) return "QMP input lacks member 'execute'";
  if (!execute->is_string()) return "QMP input member 'execute' must be a string";
  auto arguments = request.find("arguments");
  if (arguments != request.end() && !arguments->is_object())
    return "QMP input member 'arguments' must be an object";
  return "";
}

Json reply_of(const Json& request, const Result<Json>& outcome) {
  Json reply;
  if (outcome) {
    reply["return"] = *outcome;
  } else {
    const Error& error = outcome.error();
    std::string class_name = error.class_name.empty() ? "GenericError" : error.class_name;
    reply["error"] = {{"class", class_name}, {"desc", error.text}};
  }
  if (request.is_object() && request.contains("id")) reply["id"] = request["id"];
  return reply;
}

}  // namespace

SharePeer::SharePeer(Socket socket, const Greeting& greeting, Execute execute)
    : socket_(std::move(socket)),
      execute_(std::move(execute)),
      unsent_left_(socket_.get_executor(), asio::steady_timer::time_point::max()) {
  send(greeting_text(greeting));
}

asio::awaitable<void> SharePeer::run() {
  using asio::experimental::awaitable_operators::operator&&;
  co_await (read_loop() && write_loop());  // both end when it is closed
}

/// A peer that only shuts its sending side down still gets its answers, as from QEMU. Between two
/// commands others have their turn of the loop.
asio::awaitable<void> SharePeer::read_loop() {
  constexpr std::size_t read_size = 64 * 1024;
  std::vector<char> buffer(read_size);
  error_code error;
  while (!closed_ && !error) {
    auto size = co_await socket_.async_read_some(asio::buffer(buffer),
                                                 asio::redirect_error(asio::use_awaitable, error));
    framer_.feed({buffer.data(), size});
    for (auto frame = framer_.next(); frame && !closed_; frame = framer_.next()) {
      co_await handle(*frame);
      co_await asio::post(socket_.get_executor(), asio::use_awaitable);
    }
  }
  reading_ = false;
  unsent_left_.cancel();
}

asio::awaitable<void> SharePeer::write_loop() {
  while (!closed_) {
    error_code error;
    if (unsent_.empty() && !reading_) co_return close();
    if (unsent_.empty()) {
      co_await unsent_left_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    being_sent_ = std::exchange(unsent_, std::string());
    co_await asio::async_write(socket_, asio::buffer(being_sent_),
                               asio::redirect_error(asio::use_awaitable, error));
    being_sent_.clear();
    if (error) close();
  }
}

asio::awaitable<void> SharePeer::handle(const Frame& frame) {
  Json request;
  Result<Json> outcome = refusal("JSON parse error, what was sent is no JSON object");
  if (frame.fault == Frame::Fault::too_large) outcome = refusal("a command of over 256 KiB");
  if (frame.fault == Frame::Fault::none)
    request = Json::parse(frame.text, nullptr, /*allow_exceptions=*/false);
  bool is_json = frame.fault == Frame::Fault::none && !request.is_discarded();
  if (is_json) outcome = co_await answer(request);
  send(reply_of(is_json ? request : Json(), outcome));
}

asio::awaitable<Result<Json>> SharePeer::answer(const Json& request) {
  std::string fault = fault_of(request);
  if (!fault.empty()) co_return refusal(fault);
  if (holds_noncharacter(request.dump()))
    co_return refusal("JSON parse error, Unicode's noncharacters are not taken");
  auto name = request["execute"].get<std::string>();
  if (!negotiated_ || name == "qmp_capabilities") co_return negotiate(name);
  if (!is_command_name(name)) co_return unknown_command(name);
  Json arguments = request.value("arguments", Json::object());
  co_return co_await execute_(std::move(name), std::move(arguments));
}

/// No capability is offered: a command that jumps the queue would be the mount's, not the peer's.
Result<Json> SharePeer::negotiate(const std::string& name) {
  if (name != "qmp_capabilities")
    return refusal("Expecting capabilities negotiation with 'qmp_capabilities'", "CommandNotFound");
  if (std::exchange(negotiated_, true))
    return refusal("Capabilities negotiation is already complete, command ignored",
                   "CommandNotFound");
  return Json::object();
}

void SharePeer::tell(const Json& event) {
  if (negotiated_) send(event);
}

void SharePeer::send(const Json& message) {
  if (closed_) return;
  unsent_ += message.dump(-1, ' ', true, Json::error_handler_t::replace) + "\r\n";
  if (unread() > max_unread) return close();
  unsent_left_.cancel();
}

void SharePeer::end() {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_receive, ignored);
}

void SharePeer::close() {
  closed_ = true;
  unsent_.clear();
  error_code ignored;
  socket_.close(ignored);
  unsent_left_.cancel();
}

}  // namespace qmp
