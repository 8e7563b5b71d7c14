#pragma once

#include "qmp/error.h"
#include "qmp/json.h"
#include "qom/path.h"
#include "qom/property.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace qom {

namespace asio = boost::asio;

/// One object: its properties, and the values that came along. A property that cannot be read has
/// none; what QEMU did not say at all is left out.
struct Description {
  std::vector<Property> properties;
  std::vector<std::pair<std::string, qmp::Json>> values;  ///< by property
};

/// Whether a command may have failed for what it asked for: an object that does not exist, or a
/// value that breaks the whole answer. Then the rest of a batch can be had without that object, and
/// the rest of an object without that value. Any other failure is the connection's.
inline bool is_fault_of_the_asked(const qmp::Error& error) {
  return error.failure == qmp::Failure::refused || error.failure == qmp::Failure::malformed ||
         error.failure == qmp::Failure::too_large;
}

/// What the object model needs from QEMU. Implemented by QmpMonitor, and by a fake in the tests.
/// Each call is one command; failures are those of qmp::Client::execute.
class Monitor {
 public:
  virtual ~Monitor() = default;

  virtual asio::awaitable<qmp::Result<std::vector<Property>>> list(Path path) = 0;
  virtual asio::awaitable<qmp::Result<qmp::Json>> get(Path path, std::string property) = 0;
  virtual asio::awaitable<qmp::Result<>> set(Path path, std::string property, qmp::Json value) = 0;

  /// How many objects one describe() may ask for; 0 if this QEMU (before 10.1) cannot describe.
  virtual std::size_t batch_limit() const = 0;

  /// Several objects with their values, one Description each in the order of the paths. Costs QEMU
  /// little more than list() does. One of them can fail the whole, see is_fault_of_the_asked().
  virtual asio::awaitable<qmp::Result<std::vector<Description>>> describe(
      std::vector<Path> paths) = 0;

  /// Whether a command given now would be sent at once: nobody waits in front of it.
  virtual bool has_room() const = 0;
};

}  // namespace qom
