#include "qom/path.h"

#include <algorithm>
#include <cstddef>

namespace qom {

std::optional<Path> Path::parse(std::string_view text) {
  if (!text.starts_with('/')) return std::nullopt;
  std::optional<Path> path = Path();
  while (path && !text.empty()) {
    text.remove_prefix(1);
    auto name = text.substr(0, text.find('/'));
    text.remove_prefix(name.size());
    if (!name.empty()) path = path->child(name);
  }
  return path;
}

std::optional<Path> Path::parse_partial(std::string_view text) {
  if (text.empty() || text.starts_with('/')) return std::nullopt;
  auto absolute = parse("/" + std::string(text));
  if (absolute) absolute->text_.erase(0, 1);
  return absolute;
}

std::optional<Path> Path::child(std::string_view name) const {
  if (name.empty() || name.find('/') != std::string_view::npos) return std::nullopt;
  Path path = *this;
  if (!is_root()) path.text_ += '/';
  path.text_ += name;
  bool too_deep = std::count(path.text_.begin(), path.text_.end(), '/') > std::ptrdiff_t(max_depth);
  if (path.text_.size() > max_bytes || too_deep) return std::nullopt;
  return path;
}

std::optional<Path> Path::parent() const {
  if (is_root()) return std::nullopt;
  Path above;
  auto slash = text_.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  if (slash > 0) above.text_ = text_.substr(0, slash);
  return above;
}

std::vector<std::string_view> Path::components() const {
  std::vector<std::string_view> names;
  std::string_view rest = text_;
  while (rest.size() > 1) {
    rest.remove_prefix(1);
    names.push_back(rest.substr(0, rest.find('/')));
    rest.remove_prefix(names.back().size());
  }
  return names;
}

bool Path::contains(const Path& other) const {
  if (is_root() || other == *this) return true;
  return other.text_.starts_with(text_) && other.text_[text_.size()] == '/';
}

}  // namespace qom
