#include "qmp/share_peer.h"

#include "qmp/command_fault.h"
#include "qmp/qemu_text.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>
#include <variant>
#include <vector>

namespace qmp {
namespace {

using boost::system::error_code;

Json greeting_message(const Greeting& greeting) {
  Json version = {
      {"qemu", {{"micro", greeting.micro}, {"minor", greeting.minor}, {"major", greeting.major}}},
      {"package", std::string(share_package) + greeting.standstill}};
  return {{"QMP", {{"version", version}, {"capabilities", Json::array()}}}};
}

Error refusal(const std::string& text, const std::string& class_name = "GenericError") {
  return {Failure::refused, text, class_name};
}

Error unknown_command(const std::string& name) {
  return refusal("The command " + name + " has not been found", "CommandNotFound");
}

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

Json error_of(const Error& error) {
  return {{"class", error.class_name.empty() ? "GenericError" : error.class_name},
          {"desc", error.text}};
}

}  // namespace

SharePeer::SharePeer(Socket socket, const Greeting& greeting, Execute execute)
    : socket_(std::move(socket)),
      execute_(std::move(execute)),
      unsent_left_(socket_.get_executor(), asio::steady_timer::time_point::max()),
      taken_(socket_.get_executor(), asio::steady_timer::time_point::max()) {
  send(qemu_text(greeting_message(greeting)));
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
    requests_.feed({buffer.data(), size});
    for (auto input = requests_.next(); input && !closed_ && !ended_; input = requests_.next()) {
      if (auto* fault = std::get_if<JsonFault>(&*input)) {
        reply(fault->id ? &*fault->id : nullptr, refusal(fault->text));
      } else {
        co_await answer(std::get<Request>(*input).value);
      }
      co_await asio::post(socket_.get_executor(), asio::use_awaitable);
      co_await until_it_reads();
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
    taken_.cancel();
    if (error) close();
  }
}

/// A peer that only sends would fill the memory with its answers.
asio::awaitable<void> SharePeer::until_it_reads() {
  while (!closed_ && unread() > max_ahead) {
    error_code woken;
    co_await taken_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

asio::awaitable<void> SharePeer::answer(const Json& request) {
  const Json* id = member(request, "id");
  std::string fault = command_fault(request);
  if (!fault.empty()) co_return reply(id, refusal(fault));
  auto name = request["execute"].get<std::string>();
  Json arguments = request.value("arguments", Json::object());
  if (!negotiated_ || name == "qmp_capabilities") co_return reply(id, negotiate(name, arguments));
  if (!is_command_name(name)) co_return reply(id, unknown_command(name));
  auto outcome = co_await carry_out(std::move(name), std::move(arguments));
  if (outcome) reply(id, *outcome);
}

/// Nothing is answered, as by a monitor, when the peer has left or QEMU has gone.
asio::awaitable<std::optional<Result<Json>>> SharePeer::carry_out(std::string name,
                                                                  Json arguments) {
  using asio::experimental::awaitable_operators::operator||;
  auto either = co_await (execute_(std::move(name), std::move(arguments)) || leaving());
  if (either.index() == 1) {
    close();
    co_return std::nullopt;
  }
  Result<Json> outcome = std::get<0>(std::move(either));
  bool gone = !outcome && (outcome.error().failure == Failure::lost ||
                           outcome.error().failure == Failure::not_connected);
  if (gone) co_return std::nullopt;
  co_return outcome;
}

/// Returns when the peer has hung up altogether, or close(); one that has only stopped to send
/// waits for its answers.
asio::awaitable<void> SharePeer::leaving() {
  error_code ignored;
  co_await socket_.async_wait(Socket::wait_error,
                              asio::redirect_error(asio::use_awaitable, ignored));
}

/// No capability is offered: a command that jumps the queue would be the mount's, not the peer's.
Result<Json> SharePeer::negotiate(const std::string& name, const Json& arguments) {
  if (name != "qmp_capabilities")
    return refusal("Expecting capabilities negotiation with 'qmp_capabilities'", "CommandNotFound");
  std::string fault = capabilities_fault(arguments);
  if (!fault.empty()) return refusal(fault);
  if (std::exchange(negotiated_, true))
    return refusal("Capabilities negotiation is already complete, command ignored",
                   "CommandNotFound");
  return Json::object();
}

/// The id comes first in an error, as from QEMU.
void SharePeer::reply(const Json* id, const Result<Json>& outcome) {
  std::string id_text = id ? R"("id": )" + qemu_text(*id) : "";
  std::string between = id ? ", " : "";
  if (outcome) {
    send(R"({"return": )" + qemu_text(*outcome) + between + id_text + "}");
  } else {
    Json error = error_of(outcome.error());
    send("{" + id_text + between + R"("error": )" + qemu_text(error) + "}");
  }
}

void SharePeer::tell(std::string_view event) {
  if (negotiated_) send(event);
}

void SharePeer::send(std::string_view text) {
  if (closed_) return;
  unsent_.append(text).append("\r\n");
  if (unread() > max_unread) return close();
  unsent_left_.cancel();
}

void SharePeer::end() {
  ended_ = true;
  error_code ignored;
  socket_.shutdown(Socket::shutdown_receive, ignored);
}

void SharePeer::close() {
  closed_ = true;
  unsent_.clear();
  error_code ignored;
  socket_.close(ignored);
  unsent_left_.cancel();
  taken_.cancel();
}

}  // namespace qmp
