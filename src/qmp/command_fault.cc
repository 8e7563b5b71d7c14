#include "qmp/command_fault.h"

#include <cstddef>

namespace qmp {
namespace {

/// QEMU's words for an unknown element have no name for it.
std::string element_fault(const Json& element, std::size_t at) {
  if (!element.is_string())
    return "Invalid parameter type for 'enable[" + std::to_string(at) + "]', expected: string";
  auto name = element.get<std::string>();
  return name == "oob" ? "" : "Parameter 'null' does not accept value '" + name + "'";
}

std::string enable_fault(const Json& enable) {
  if (!enable.is_array()) return "Invalid parameter type for 'enable', expected: array";
  for (std::size_t at = 0; at < enable.size(); ++at) {
    std::string fault = element_fault(enable[at], at);
    if (!fault.empty()) return fault;
  }
  return "";
}

}  // namespace

std::string command_fault(const Json& request) {
  if (!request.is_object()) return "QMP input must be a JSON object";
  auto execute = request.find("execute");
  bool has_execute = execute != request.end();
  if (has_execute && !execute->is_string()) return "QMP input member 'execute' must be a string";
  auto arguments = request.find("arguments");
  if (arguments != request.end() && !arguments->is_object())
    return "QMP input member 'arguments' must be an object";
  for (auto& [name, value] : request.items())
    if (name != "execute" && name != "arguments" && name != "id")
      return "QMP input member '" + name + "' is unexpected";
  return has_execute ? "" : "QMP input lacks member 'execute'";
}

std::string capabilities_fault(const Json& arguments) {
  auto enable = arguments.find("enable");
  bool enables = enable != arguments.end();
  std::string fault = enables ? enable_fault(*enable) : "";
  if (!fault.empty()) return fault;
  for (auto& [name, value] : arguments.items())
    if (name != "enable") return "Parameter '" + name + "' is unexpected";
  return enables && !enable->empty() ? "Capability oob not available" : "";
}

}  // namespace qmp
