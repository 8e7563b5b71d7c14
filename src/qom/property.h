#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace qom {

/// What a property is to a reader of the tree.
enum class Kind {
  child,  ///< an object owned by this one: `child<T>`
  link,   ///< a reference to an object elsewhere: `link<T>`
  value,  ///< anything else
};

/// One line of qom-list.
struct Property {
  Property() = default;
  Property(std::string name, std::string type) : name(std::move(name)), type(std::move(type)) {}

  std::string name;  ///< as QEMU says it; may be any bytes, since chardev-add checks nothing
  std::string type;  ///< as QEMU declares it: `bool`, `child<container>`, `struct tm`...

  Kind kind() const;

  bool operator==(const Property&) const = default;
};

/// T of `child<T>` or `link<T>`; empty for other types. For a child this is the value of its `type`
/// property.
std::string_view target_type(std::string_view type);

}  // namespace qom
