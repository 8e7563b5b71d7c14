#include "support/tree_comparison.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "support/attribute_file.h"
#include "support/expected.h"

namespace support {
namespace {

namespace fs = std::filesystem;

std::string below(const std::string& path, const std::string& name) {
  return (path == "/" ? "" : path) + "/" + name;
}

/// The clock goes on while the machine is paused, and these two show it.
bool moves_by_itself(const std::string& name) { return name == "rtc-time" || name == "date"; }

}  // namespace

void TreeComparison::compare_all() {
  to_visit_ = {"/"};
  while (!to_visit_.empty()) {
    const std::string path = to_visit_.back();
    to_visit_.pop_back();
    compare_object(path);
  }
}

void TreeComparison::compare_object(const std::string& path) {
  ++counts_.objects;
  const std::vector<ListedProperty> listing = probe_.list(path);
  compare_names(path, listing);
  for (const ListedProperty& property : listing) {
    if (property.is_child()) {
      compare_child(path, property.name);
    } else if (property.is_link()) {
      compare_link(path, property.name);
    } else {
      compare_file(path, property.name);
    }
  }
}

void TreeComparison::compare_names(const std::string& path,
                                   const std::vector<ListedProperty>& listing) {
  std::set<std::string> expected;
  for (const ListedProperty& property : listing) expected.insert(property.name);
  std::set<std::string> shown;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(mount_ + path, error)) {
    const std::string name = entry.path().filename();
    if (!shown.insert(name).second) differs(below(path, name), "is listed twice");
  }
  if (error) differs(path, "listing fails: " + error.message());
  for (const std::string& name : expected) {
    if (!shown.contains(name)) differs(below(path, name), "is missing in the listing");
  }
  for (const std::string& name : shown) {
    if (!expected.contains(name)) differs(below(path, name), "is listed but not in QOM");
  }
}

void TreeComparison::compare_child(const std::string& path, const std::string& name) {
  if (has_kind(below(path, name), S_IFDIR, "a directory")) to_visit_.push_back(below(path, name));
}

void TreeComparison::compare_link(const std::string& path, const std::string& name) {
  ++counts_.links;
  const std::string link = below(path, name);
  if (!has_kind(link, S_IFLNK, "a symlink")) return;
  const std::string target = probe_.value(path, name);
  const std::string text = fs::read_symlink(mount_ + link);
  if (target.empty()) {
    ++counts_.unset_links;
    if (text != "(unset)") differs(link, "is unset, yet its text is " + text);
    if (fs::exists(mount_ + link)) differs(link, "is unset, yet it leads somewhere");
    return;
  }
  // A relative text is resolved against the folder of the link, all of whose components are real
  // folders.
  if (text.starts_with("/")) differs(link, "is absolute: " + text);
  const std::string reached = (fs::path(mount_ + path) / text).lexically_normal();
  if (reached != mount_ + target) differs(link, "leads to " + reached + ", not " + target);
  if (!fs::equivalent(mount_ + link, mount_ + target))
    differs(link, "is not the same file as " + target);
}

void TreeComparison::compare_file(const std::string& path, const std::string& name) {
  ++counts_.properties;
  const std::string file = below(path, name);
  if (!has_kind(file, S_IFREG, "a regular file")) return;
  if (moves_by_itself(name)) return compare_moving(path, name);
  const Answer answer = probe_.get(path, name);
  if (!answer.ok) return compare_refusal(path, name, answer);
  const std::string expected = expected_text(answer.value);
  const FileRead found = read_file(mount_ + file);
  if (found.open_error != 0)
    return differs(file, "cannot be opened: " + errno_text(found.open_error));
  if (found.read_error != 0)
    return differs(file, "cannot be read: " + errno_text(found.read_error));
  if (found.text != expected) differs(file, "reads " + found.text + " instead of " + expected);
  if (found.size != static_cast<off_t>(expected.size())) {
    differs(file, "has size " + std::to_string(found.size) + " when open, text " +
                      std::to_string(expected.size()));
  }
  if (found.blocks != 0) differs(file, "has blocks");
}

void TreeComparison::compare_refusal(const std::string& path, const std::string& name,
                                     const Answer& refusal) {
  ++counts_.refused;
  const FileRead found = read_file(mount_ + below(path, name));
  const int expected = expected_read_errno(refusal);
  if (found.open_error == expected) return;
  differs(below(path, name), "opens with " + errno_text(found.open_error) + " instead of " +
                                 errno_text(expected) + " for: " + refusal.description);
}

/// Equal to the value just before or just after, which differ only when the second changed in
/// between.
void TreeComparison::compare_moving(const std::string& path, const std::string& name) {
  std::string found;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const std::string before = expected_text(probe_.value(path, name));
    found = read_file(mount_ + below(path, name)).text;
    const std::string after = expected_text(probe_.value(path, name));
    if (found == before || found == after) return;
  }
  differs(below(path, name), "never reads as the clock stands: " + found);
}

bool TreeComparison::has_kind(const std::string& path, unsigned kind,
                              const std::string& kind_name) {
  struct stat attributes = {};
  if (lstat((mount_ + path).c_str(), &attributes) != 0) {
    differs(path, "cannot be found: " + errno_text(errno));
    return false;
  }
  if ((attributes.st_mode & S_IFMT) == kind) return true;
  differs(path, "is not " + kind_name);
  return false;
}

void TreeComparison::differs(const std::string& path, const std::string& how) {
  differences_.push_back(path + " " + how);
}

}  // namespace support
