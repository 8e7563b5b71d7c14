#pragma once

#include "qmp/json.h"
#include "qmp/schema.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cli {

/// What a person wrote for one argument, before it has a type: `a=1`, `a=1 a=2` (a list), or
/// members `a.b=1 a.c=2`. Without a value (`a`) it means true.
struct Written {
  std::vector<std::optional<std::string>> texts;
  std::vector<std::pair<std::string, Written>> members;  ///< in the order in which they came
  bool is_string = false;  ///< it was quoted: a string, though it may look like something else
};

/// Adds `KEY=VALUE`; dots in KEY lead into members. Returns where it went. Throws UsageError.
Written& write_argument(Written& arguments, std::string_view word);

/// Turns what was written into what a command takes, by QEMU's schema. What the schema does not
/// know is sent as the JSON that it looks like, and QEMU decides: device_add takes a device's
/// properties, which are not in the schema.
class ArgumentTypes {
 public:
  /// `others` are the declared QOM types of what the schema does not know. The schema must outlive
  /// it.
  ArgumentTypes(const qmp::Schema& schema, std::map<std::string, std::string> others);

  /// The arguments of a command whose argument type is `type`. Throws UsageError that names the
  /// argument.
  qmp::Json arguments(const Written& written, const std::string& type) const;

 private:
  using Json = qmp::Json;

  Json value(const Written& written, const std::string& type, const std::string& where) const;
  Json object(const Written& written, const qmp::SchemaType& type, const std::string& where) const;
  Json list(const Written& written, const qmp::SchemaType& type, const std::string& where) const;
  Json choice(const Written& written, const qmp::SchemaType& type, const std::string& where) const;
  Json unknown(const Written& written, const std::string& where) const;

  const std::string* type_of_member(const qmp::SchemaType& type, const std::string& name,
                                    const Written& siblings) const;

  const qmp::Schema& schema_;
  std::map<std::string, std::string> others_;
};

}  // namespace cli
