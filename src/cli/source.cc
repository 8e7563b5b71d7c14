#include "cli/source.h"

#include "cli/command_line.h"
#include "qmp/shell_word.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <variant>

namespace cli {

std::string choose_source(const std::optional<std::string>& given, const std::string& advice) {
  if (given) return *given;
  const char* environment = std::getenv("QMP_SOCKET");
  if (environment && *environment) return environment;
  throw UsageError("no QMP socket given; " + advice);
}

qmp::Address parse_source(const std::string& source, bool insecure_tcp) {
  auto address = qmp::parse_address(source);
  if (!address) throw UsageError(address.error().text);
  if (auto* local = std::get_if<qmp::UnixAddress>(&*address))
    local->path = absolute_path(local->path);
  if (auto* tcp = std::get_if<qmp::TcpAddress>(&*address)) tcp->insecure = insecure_tcp;
  return *address;
}

std::string absolute_path(std::string_view path) {
  std::error_code gone;
  std::filesystem::path plain = std::filesystem::absolute(path, gone);
  if (gone)
    throw UsageError(qmp::shell_word(std::string(path)) +
                     ": the current folder no longer exists; write an absolute path");
  std::filesystem::path tidy = plain.lexically_normal();
  std::error_code error;
  bool same = std::filesystem::equivalent(plain.parent_path(), tidy.parent_path(), error);
  return (same ? tidy : plain).string();
}

}  // namespace cli
