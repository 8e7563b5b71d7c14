#pragma once

#include "qmp/error.h"
#include "qmp/json.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace qmp {

/// Ties an answer to its command. Small numbers: QEMU reads its input byte by byte, 3-5 us each.
using Id = unsigned;

/// Stands for whatever id an answer has that no command of ours can have had.
constexpr Id foreign_id = std::numeric_limits<Id>::max();

/// A command before it has an id.
class Command {
 public:
  explicit Command(std::string_view name, const Json& arguments = Json());

  /// The same command, waited for even if its caller is interrupted once it was sent: it changes
  /// the machine.
  Command finish_once_sent() &&;

  bool must_finish() const { return must_finish_; }

  /// The same command, waited for as long as QEMU takes: its caller has time.
  Command without_deadline() &&;

  bool has_deadline() const { return has_deadline_; }

  /// What goes to QEMU: compact JSON. Text that is not UTF-8 travels with replacement characters.
  std::string wire_text(Id id) const;

 private:
  std::string body_;  // everything but the id and the closing brace
  bool must_finish_ = false;
  bool has_deadline_ = true;
};

/// How the package of a mount's share begins, in its greeting.
constexpr std::string_view share_package = "shared by qom-fuse";

/// The server's first words.
struct Greeting {
  int major = 0;
  int minor = 0;
  int micro = 0;
  bool oob = false;  ///< out-of-band commands are offered: QEMU then parses one command while it
                     ///< runs another
  bool one_at_a_time = false;  ///< virt-qemu-qmp-proxy: it reads all that it has got as one command
  bool shared = false;         ///< by the share of a mount
  std::string standstill = {};  ///< what a share knows of a QEMU that is stopped, in the words of
                                ///< qmp::standstill(); else empty

  /// Whether the server greets and negotiates without QEMU, which may be stopped or gone.
  bool relayed() const { return one_at_a_time || shared; }
};

/// QEMU's version as `MAJOR.MINOR.MICRO`.
std::string version_text(const Greeting& greeting);

/// The answer to a command. An error to something QEMU could not parse carries no id.
struct Reply {
  std::optional<Id> id;
  Result<Json> outcome;
};

/// Something that happened in the machine. `data` is null when the event has none.
struct Event {
  std::string name;
  Json data;
  Json timestamp = {};  ///< {seconds, microseconds} of QEMU's clock; null if it does not say
};

/// The event as QEMU writes it.
Json event_message(const Event& event);

/// Whether a text can be the name of a command: names go to QEMU without escapes.
bool is_command_name(std::string_view name);

/// A message that is not what the protocol promises.
struct Malformed {
  std::string why;
};

using Message = std::variant<Greeting, Reply, Event, Malformed>;

/// Reads one message of the server. Every member is checked for its type: the server is not
/// trusted.
Message parse_message(std::string_view text);

}  // namespace qmp
