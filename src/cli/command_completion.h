#pragma once

#include "cli/ask.h"
#include "cli/completion.h"
#include "cli/shell_line.h"
#include "qmp/schema.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cli {

/// Completes lines of commands: their names and those of their arguments from the schema, values
/// from the schema and, for objects, their properties and drivers, from the machine as it is. Used
/// by the shell; owns nothing. What QEMU does not answer is not offered. Only qom-list is asked: of
/// QEMU's other questions about types each ends some QEMUs (see live_devices.h).
class CommandCompletion {
 public:
  /// The schema must outlive it.
  CommandCompletion(const qmp::Schema& schema, Ask ask) : schema_(schema), ask_(std::move(ask)) {}

  /// `line` is what stands before the cursor. In a transaction commands are actions.
  asio::awaitable<Completion> complete(std::string line, bool in_transaction) const;

 private:
  /// An argument whose value or members are to be completed.
  struct Argument {
    std::string command;
    std::string name;   // the last part of it
    std::string type;   // empty if the schema does not know it
    Written arguments;  // what is typed before
  };

  void offer_commands(Completion& completion, const std::string& line, bool in_transaction) const;
  asio::awaitable<void> offer_names(Completion& completion, std::string line,
                                    Argument argument) const;
  asio::awaitable<void> offer_values(Completion& completion, std::string line,
                                     Argument argument) const;
  Argument descend(Argument argument, std::string_view names) const;
  std::string type_of_arguments(const std::string& command, bool in_transaction) const;

  asio::awaitable<std::vector<std::string>> objects(std::string folder) const;
  asio::awaitable<std::vector<std::string>> properties(std::string path) const;
  asio::awaitable<std::vector<std::string>> names_in(qmp::Command command) const;

  const qmp::Schema& schema_;
  Ask ask_;
};

/// The type of an action of the command `transaction`; empty if this QEMU has none.
std::string action_type(const qmp::Schema& schema);

}  // namespace cli
