#include "qom/property.h"

namespace qom {
namespace {

constexpr std::string_view child_prefix = "child<";
constexpr std::string_view link_prefix = "link<";

bool wraps(std::string_view type, std::string_view prefix) {
  return type.starts_with(prefix) && type.ends_with('>');
}

}  // namespace

Kind Property::kind() const {
  if (wraps(type, child_prefix)) return Kind::child;
  if (wraps(type, link_prefix)) return Kind::link;
  return Kind::value;
}

std::string_view target_type(std::string_view type) {
  auto prefix = wraps(type, child_prefix)  ? child_prefix.size()
                : wraps(type, link_prefix) ? link_prefix.size()
                                           : 0;
  if (prefix == 0) return {};
  return type.substr(prefix, type.size() - prefix - 1);
}

}  // namespace qom
