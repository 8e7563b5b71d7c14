#include "fs/link_text.h"

#include "fs/names.h"

#include <climits>

namespace fs {

std::string link_text(const qom::Path& holder, std::string_view target) {
  if (target.empty()) return "(unset)";
  auto path = qom::Path::parse(target);
  if (!path) return "(invalid)";
  std::string text;
  for (std::size_t depth = holder.components().size(); depth > 0; --depth) text += "../";
  for (std::string_view name : path->components()) text += file_name(name) + '/';
  if (text.empty()) return ".";  // a link in the root to the root
  text.pop_back();
  return text.size() < PATH_MAX ? text : "(invalid)";
}

}  // namespace fs
