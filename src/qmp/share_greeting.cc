#include "qmp/share_greeting.h"

#include "qmp/connect.h"
#include "qmp/dialog.h"
#include "qmp/silence.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <utility>
#include <variant>

namespace qmp {

/// An inherited socket is the one connection there is.
asio::awaitable<std::string> standstill_of_share(Address address) {
  std::string nothing;
  if (std::holds_alternative<InheritedAddress>(address)) co_return nothing;
  Stage stage = Stage::queueing;
  auto socket = co_await connect(std::move(address), stage);
  if (!socket) co_return nothing;
  Dialog dialog([](const Event&) {});
  std::array<char, 4096> buffer;
  boost::system::error_code error;
  while (!error && dialog.state() == Dialog::State::greeting) {
    auto size = co_await socket->async_read_some(asio::buffer(buffer),
                                                 asio::redirect_error(asio::use_awaitable, error));
    dialog.receive({buffer.data(), size});
  }
  co_return dialog.greeting().standstill;
}

}  // namespace qmp
