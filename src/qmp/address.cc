#include "qmp/address.h"

#include "qmp/shell_word.h"

#include <sys/stat.h>

#include <charconv>
#include <optional>

namespace qmp {
namespace {

Error invalid(std::string_view text, std::string_view why) {
  return {Failure::invalid_value,
          "'" + std::string(text) + "' is no monitor address: " + std::string(why)};
}

bool exists(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0;
}

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc() || stop != end || value < 0) return std::nullopt;
  return value;
}

/// What is wrong with it; empty if it is one.
std::string fault_of_port(std::string_view text) {
  if (text.empty()) return "the port is missing";
  auto port = number(text);
  if (port && *port >= 1 && *port <= 65535) return "";
  return "the port " + shell_word(text) + " is not a number from 1 to 65535";
}

Result<Address> unix_address(std::string_view text, std::string_view path) {
  if (path.empty()) return invalid(text, "the path is empty");
  return Address(UnixAddress{std::string(path)});
}

Result<Address> tcp_address(std::string_view text, std::string_view host_and_port) {
  auto colon = host_and_port.rfind(':');
  if (host_and_port.ends_with(']')) return invalid(text, "the port is missing");
  if (colon == std::string_view::npos) return invalid(text, "expected HOST:PORT");
  auto host = host_and_port.substr(0, colon);
  auto port = host_and_port.substr(colon + 1);
  if (std::string fault = fault_of_port(port); !fault.empty()) return invalid(text, fault);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return invalid(text, "write an IPv6 address as [ADDRESS]:PORT");
  }
  if (host.empty()) return invalid(text, "the host is empty");
  return Address(TcpAddress{std::string(host), std::string(port)});
}

Result<Address> inherited_address(std::string_view text, std::string_view digits) {
  auto descriptor = number(digits);
  if (!descriptor) return invalid(text, "expected fd:NUMBER");
  return Address(InheritedAddress{*descriptor});
}

/// Whether text without a prefix is meant as HOST:PORT, well written or not.
bool looks_like_tcp(std::string_view text) {
  return text.find(':') != text.npos && text.find('/') == text.npos;
}

/// Whoever means a path learns how to say so.
Result<Address> bare_tcp_address(std::string_view text) {
  auto address = tcp_address(text, text);
  if (address) return address;
  return Error(Failure::invalid_value, address.error().text + "; a socket of that name is " +
                                           shell_word("./" + std::string(text)));
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  if (text.empty()) return invalid(text, "it is empty; is the variable set that names it?");
  if (exists(std::string(text))) return unix_address(text, text);
  if (text.starts_with("unix:")) return unix_address(text, text.substr(5));
  if (text.starts_with("tcp:")) return tcp_address(text, text.substr(4));
  if (text.starts_with("fd:")) return inherited_address(text, text.substr(3));
  if (looks_like_tcp(text)) return bare_tcp_address(text);
  return unix_address(text, text);
}

std::string to_text(const Address& address) {
  if (auto* local = std::get_if<UnixAddress>(&address)) return shell_word(local->path);
  if (auto* inherited = std::get_if<InheritedAddress>(&address))
    return "fd:" + std::to_string(inherited->descriptor);
  auto& tcp = std::get<TcpAddress>(address);
  bool is_v6 = tcp.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + tcp.host + "]" : tcp.host) + ":" + tcp.port;
}

}  // namespace qmp
