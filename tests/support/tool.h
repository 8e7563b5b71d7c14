#pragma once

#include "support/shell.h"

#include <functional>
#include <string>

namespace support {

/// The program of that name beside the one under test.
std::string tool_program(const std::string& name);

/// Runs a tool on that monitor; `arguments` are shell text.
Outcome run_tool(const std::string& name, const std::string& socket, const std::string& arguments);

/// The same with a terminal for its output, which is what comes out, errors included.
Outcome run_tool_on_terminal(const std::string& name, const std::string& socket,
                             const std::string& arguments);

/// Does it with the usual QEMU, then with the newer one if there is one.
void on_each_qemu(const std::function<void()>& test);

}  // namespace support
