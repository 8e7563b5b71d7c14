#include "cli/source.h"

#include "cli/command_line.h"

#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <variant>

namespace cli {

std::string choose_source(const std::string& given, const std::string& advice) {
  if (!given.empty()) return given;
  const char* environment = std::getenv("QMP_SOCKET");
  if (environment && *environment) return environment;
  throw UsageError("no QMP socket given; " + advice);
}

qmp::Address parse_source(const std::string& source, bool insecure_tcp) {
  auto address = qmp::parse_address(source);
  if (!address) throw UsageError(address.error().text);
  if (auto* local = std::get_if<qmp::UnixAddress>(&*address)) {
    local->path = std::filesystem::absolute(local->path).string();
    if (local->path.size() >= sizeof(sockaddr_un::sun_path))
      throw UsageError("the socket path is longer than 107 bytes: " + local->path);
  }
  if (auto* tcp = std::get_if<qmp::TcpAddress>(&*address)) tcp->insecure = insecure_tcp;
  return *address;
}

}  // namespace cli
