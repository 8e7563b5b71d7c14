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

}  // namespace qom
