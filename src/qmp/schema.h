#pragma once

#include "qmp/error.h"
#include "qmp/json.h"
#include "qmp/message.h"

#include <map>
#include <string>
#include <vector>

namespace qmp {

/// A type of QEMU's schema; `kind` says which of the members mean anything. Most have numbers for
/// names.
struct SchemaType {
  enum class Kind { builtin, enumeration, list, object, alternate };
  struct Member {
    std::string name;
    std::string type;
    bool optional = false;
  };
  struct Variant {
    std::string value;  ///< of the member `tag`
    std::string type;   ///< an object with further members
  };

  Kind kind = Kind::builtin;
  std::string json_type = {};  ///< builtin: string, int, number, boolean, null or value (any)
  std::vector<std::string> values = {};  ///< enumeration
  std::string element = {};              ///< list
  std::vector<Member> members = {};      ///< object
  std::string tag = {};  ///< object that is a union: the member that chooses a variant
  std::vector<Variant> variants = {};     ///< of that
  std::vector<std::string> choices = {};  ///< alternate: a value is of one of these types
};

/// A command or event of the schema.
struct SchemaCommand {
  std::string arguments;  ///< an object type: arguments, or an event's data
  std::string result;     ///< empty for events
};

/// What a QEMU says of its own commands and events. A value. Used to type what people write, and to
/// tell them what there is to write.
class Schema {
 public:
  using Commands = std::map<std::string, SchemaCommand>;

  /// The command that asks for it.
  static Command command() { return Command("query-qmp-schema"); }

  /// Reads the answer; what makes no sense in it is left out, as are types that are made of
  /// themselves. `malformed` unless it is a list.
  static Result<Schema> parse(const Json& answer);

  const Commands& commands() const { return commands_; }
  const Commands& events() const { return events_; }

  /// Null if there is no such type.
  const SchemaType* type(const std::string& name) const;

 private:
  void add(const Json& entry);
  void drop_endless();

  Commands commands_;
  Commands events_;
  std::map<std::string, SchemaType> types_;
};

}  // namespace qmp
