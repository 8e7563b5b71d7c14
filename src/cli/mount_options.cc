#include "cli/mount_options.h"

#include "cli/account.h"
#include "cli/source.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <optional>

namespace cli {
namespace {

/// One `name` or `name=value`.
struct Option {
  std::string text;
  std::string_view name() const { return std::string_view(text).substr(0, text.find('=')); }
  std::optional<std::string> value() const {
    auto equals = text.find('=');
    if (equals == std::string::npos) return std::nullopt;
    return text.substr(equals + 1);
  }
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Splits at commas; `\,` is a comma inside a value.
std::vector<Option> split(std::string_view list) {
  std::vector<Option> options(1);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == ',') {
      options.emplace_back();
    } else {
      if (list[i] == '\\' && i + 1 < list.size()) ++i;
      options.back().text += list[i];
    }
  }
  std::erase_if(options, [](const Option& option) { return option.text.empty(); });
  return options;
}

UsageError bad_value(const Option& option, const std::string& expected) {
  return UsageError("-o " + option.text + ": expected " + expected);
}

std::chrono::nanoseconds seconds(const Option& option) {
  constexpr double longest = 1e9;  // 30 years, and still far from overflow in nanoseconds
  std::string text = option.value().value_or("");
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool valid = !text.empty() && error == std::errc() && end == text.data() + text.size() &&
               value >= 0 && value <= longest;
  if (!valid)
    throw bad_value(option, "a number of seconds, such as " + std::string(option.name()) + "=0.5");
  return std::chrono::nanoseconds(static_cast<std::int64_t>(value * 1e9));
}

unsigned number(const Option& option, int base, unsigned most, const std::string& expected) {
  std::string text = option.value().value_or("");
  unsigned value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  bool valid =
      !text.empty() && error == std::errc() && end == text.data() + text.size() && value <= most;
  if (!valid) throw bad_value(option, expected);
  return value;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// `find` looks for names.
unsigned id(const Option& option, std::optional<unsigned> (*find)(const std::string&),
            const std::string& expected) {
  std::string text = option.value().value_or("");
  if (is_number(text))
    return number(option, 10, std::numeric_limits<unsigned>::max() - 1, expected);
  auto found = find(text);
  if (!found) throw bad_value(option, expected);
  return *found;
}

std::string socket_path(const Option& option) {
  std::string path = option.value().value_or("");
  if (path.empty()) throw bad_value(option, "a path for a socket");
  return absolute_path(path);
}

/// qom-fuse's own options. False if it is none of them.
bool take_own(const Option& option, MountOptions& options) {
  auto name = option.name();
  if (name == "uid") {
    options.tree.uid = id(option, user_id, "a user's name or number");
  } else if (name == "gid") {
    options.tree.gid = id(option, group_id, "a group's name or number");
  } else if (name == "umask") {
    options.tree.umask = number(option, 8, 0777, "an octal mask, such as umask=022");
  } else if (option.text == "insecure_tcp") {
    options.insecure_tcp = true;
  } else if (name == "timeout") {
    options.tree.timeout = seconds(option);
  } else if (name == "readahead_timeout") {
    options.tree.readahead_timeout = seconds(option);
  } else if (name == "share") {
    options.share = socket_path(option);
  } else if (option.text == "nosymfollow") {
    options.follow_symlinks = false;
  } else if (option.text == "symfollow") {
    options.follow_symlinks = true;
  } else if (option.text == "noreconnect") {
    options.reconnect = false;
  } else if (option.text == "reconnect") {
    options.reconnect = true;
  } else if (name == "deadline") {
    options.deadline = seconds(option);
    if (options.deadline.count() == 0) throw bad_value(option, "more than 0 seconds");
  } else {
    return false;
  }
  return true;
}

/// What the mount table shows. The kernel takes less than a page of text, in which a type is
/// `fuse.SUBTYPE`.
void check_name(const Option& option) {
  std::string name(option.name());
  std::size_t length = option.value().value_or("").size();
  std::size_t most = name == "fsname" ? 4095 : 4090;
  if (length == 0) throw bad_value(option, "a name, such as " + name + "=vm1");
  if (length > most)
    throw UsageError("-o " + name + "=...: the name is " + std::to_string(length) +
                     " bytes long, the kernel takes " + std::to_string(most));
}

/// libfuse's options that are passed on as they are.
bool is_for_libfuse(const Option& option) {
  auto name = option.name();
  if (option.value())
    return is_one_of(
        name, {"fsname", "subtype", "user", "context", "fscontext", "defcontext", "rootcontext"});
  return is_one_of(name, {"ro", "allow_other", "allow_root", "auto_unmount", "noatime", "async",
                          "sync", "dirsync"});
}

/// What mount(8) and fstab(5) lines carry along: defaults here, or none of a file system's
/// business.
bool means_nothing_here(const Option& option) {
  auto name = option.name();
  if (name.starts_with("x-") || name.starts_with("X-") || name == "comment") return true;
  return is_one_of(name, {"rw",
                          "dev",
                          "suid",
                          "exec",
                          "nodev",
                          "nosuid",
                          "noexec",
                          "defaults",
                          "auto",
                          "noauto",
                          "nouser",
                          "users",
                          "owner",
                          "group",
                          "nofail",
                          "_netdev",
                          "atime",
                          "relatime",
                          "norelatime",
                          "strictatime",
                          "nostrictatime",
                          "lazytime",
                          "nolazytime",
                          "diratime",
                          "nodiratime",
                          "mand",
                          "nomand",
                          "silent",
                          "loud",
                          "nonempty",
                          "default_permissions"}) ||
         option.text == "user";
}

}  // namespace

std::string escape_commas(std::string_view text) {
  std::string escaped;
  for (char byte : text) {
    if (byte == ',' || byte == '\\') escaped += '\\';
    escaped += byte;
  }
  return escaped;
}

void parse_mount_options(std::string_view list, MountOptions& options) {
  for (const Option& option : split(list)) {
    if (option.name() == "io_uring")
      throw UsageError(
          "-o io_uring: not possible; it would run the file system on threads of libfuse's own");
    if (option.text == "remount")
      throw UsageError(
          "-o remount: a running mount is the kernel's to change; use mount -i -o remount,...");
    if (take_own(option, options) || means_nothing_here(option)) continue;
    if (is_one_of(option.name(), {"fsname", "subtype"})) check_name(option);
    if (!is_for_libfuse(option)) throw UsageError("-o " + option.text + ": no such option");
    options.tree.read_only |= option.text == "ro";
    options.has_fsname |= option.name() == "fsname";
    options.has_subtype |= option.name() == "subtype";
    options.fuse.push_back(escape_commas(option.text));
  }
}

}  // namespace cli
