#include "cli/one_shot.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace cli {
namespace {

void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<qmp::Result<>> serve(qmp::Client& client, const Work& work) {
  auto connected = co_await client.connect();
  if (!connected) co_return connected;
  asio::co_spawn(co_await asio::this_coro::executor, client.run(), rethrow);
  co_return co_await work(client);
}

}  // namespace

qmp::Result<> run_once(qmp::Address address, qmp::ClientOptions options, qmp::ClientSinks sinks,
                       const Work& work) {
  asio::io_context io(1);
  qmp::Client client(io.get_executor(), std::move(address), std::move(options), std::move(sinks));
  qmp::Result<> outcome;
  std::exception_ptr failure;
  asio::co_spawn(io, serve(client, work), [&](std::exception_ptr thrown, qmp::Result<> result) {
    failure = thrown;
    outcome = std::move(result);
    client.close();
  });
  io.run();
  rethrow(failure);
  return outcome;
}

}  // namespace cli
