#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qom {

/// The absolute path of an object, in the one form that QEMU itself prints: `/`,
/// `/machine/peripheral`; or a partial one, which only tools send. A value.
class Path {
 public:
  /// Longest path sent to QEMU, in bytes; the longest seen on real machines is 87.
  static constexpr std::size_t max_bytes = 4096;

  /// Most names in a path; real machines have about ten. An object that contains itself, as only a
  /// hostile QEMU has one, comes to an end here, and so does who walks it.
  static constexpr std::size_t max_depth = 64;

  /// The root.
  Path() = default;

  /// Reads an absolute path; empty components mean nothing, as in QEMU. Nothing for a relative or
  /// over-long or over-deep one.
  static std::optional<Path> parse(std::string_view text);

  /// Reads a path without a leading slash: QEMU looks for it in the whole tree, and refuses if two
  /// objects fit. Nothing for an absolute, empty or over-long one.
  static std::optional<Path> parse_partial(std::string_view text);

  /// The object behind a child<> or link<> property of this one. Nothing if QEMU has no way to say
  /// it: it splits paths at `/` and skips empty components, whatever chardev-add let in; nor beyond
  /// the limits above.
  std::optional<Path> child(std::string_view name) const;

  /// The object above; nothing for the root, nor for the single name of a partial path.
  std::optional<Path> parent() const;

  /// The last name; empty for the root.
  std::string_view name() const { return std::string_view(text_).substr(text_.rfind('/') + 1); }

  const std::string& text() const { return text_; }
  bool is_root() const { return text_ == "/"; }

  /// The names from the root to here; none for the root. They point into this path.
  std::vector<std::string_view> components() const;

  /// Whether `other` is this object or below it.
  bool contains(const Path& other) const;

  auto operator<=>(const Path&) const = default;

 private:
  std::string text_ = "/";
};

}  // namespace qom

template <>
struct std::hash<qom::Path> {
  std::size_t operator()(const qom::Path& path) const {
    return std::hash<std::string>()(path.text());
  }
};
