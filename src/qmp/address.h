#pragma once

#include "qmp/error.h"

#include <string>
#include <string_view>
#include <variant>

namespace qmp {

/// A UNIX socket in the file system.
struct UnixAddress {
  std::string path;
};

/// A TCP endpoint. `host` is a name or a number, IPv6 without its brackets.
struct TcpAddress {
  std::string host;
  std::string port;
  bool insecure = false;  ///< whether it may be another machine's: QMP has neither password nor
                          ///< encryption
};

/// A connected stream socket that this process inherited.
struct InheritedAddress {
  int descriptor;
};

/// Where a QMP monitor listens.
using Address = std::variant<UnixAddress, TcpAddress, InheritedAddress>;

/// Reads `PATH`, `unix:PATH`, `HOST:PORT`, `tcp:HOST:PORT`, `[V6]:PORT` or `fd:N`. A path that
/// exists wins over HOST:PORT; of others only what holds a slash or no colon is a path. Fails with
/// `invalid_value` and a sentence for the person who typed it.
Result<Address> parse_address(std::string_view text);

/// The address as a person would type it at a shell, for messages.
std::string to_text(const Address& address);

}  // namespace qmp
