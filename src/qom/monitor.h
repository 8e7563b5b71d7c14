#pragma once

#include "qmp/error.h"
#include "qmp/json.h"
#include "qom/path.h"
#include "qom/property.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace qom {

namespace asio = boost::asio;

/// What the object model needs from QEMU. Implemented by QmpMonitor, and by a fake in the tests. Each call is one
/// command; failures are those of qmp::Client::execute.
class Monitor {
 public:
  virtual ~Monitor() = default;

  virtual asio::awaitable<qmp::Result<std::vector<Property>>> list(Path path) = 0;
  virtual asio::awaitable<qmp::Result<qmp::Json>> get(Path path, std::string property) = 0;
  virtual asio::awaitable<qmp::Result<>> set(Path path, std::string property, qmp::Json value) = 0;
};

}  // namespace qom
