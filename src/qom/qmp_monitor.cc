#include "qom/qmp_monitor.h"

#include "qom/commands.h"

#include <boost/asio/use_awaitable.hpp>

namespace qom {

asio::awaitable<qmp::Result<std::vector<Property>>> QmpMonitor::list(Path path) {
  auto answer = co_await client_.execute(qom_list(path));
  if (!answer) co_return answer.error();
  co_return parse_properties(*answer);
}

asio::awaitable<qmp::Result<qmp::Json>> QmpMonitor::get(Path path, std::string property) {
  return client_.execute(qom_get(path, property));
}

asio::awaitable<qmp::Result<>> QmpMonitor::set(Path path, std::string property, qmp::Json value) {
  auto answer = co_await client_.execute(qom_set(path, property, value));
  if (!answer) co_return answer.error();
  co_return qmp::Result<>();
}

/// qom-list-get came with QEMU 10.1.
std::size_t QmpMonitor::batch_limit() const {
  constexpr std::size_t most =
      32;  // about 6 ms of QEMU's time; more would gain little and keep others waiting
  const qmp::Greeting& greeting = client_.greeting();
  bool can = greeting.major > 10 || (greeting.major == 10 && greeting.minor >= 1);
  return can && !describe_refused_ ? most : 0;
}

asio::awaitable<qmp::Result<std::vector<Description>>> QmpMonitor::describe(
    std::vector<Path> paths) {
  auto answer = co_await client_.execute(qom_list_get(paths));
  if (answer) co_return parse_descriptions(*answer, paths.size());
  if (answer.error().class_name == "CommandNotFound") describe_refused_ = true;
  co_return answer.error();
}

}  // namespace qom
