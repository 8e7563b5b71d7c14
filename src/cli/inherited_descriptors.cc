#include "cli/inherited_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>

namespace cli {
namespace {

void add_from_path(std::vector<int>& named, std::string_view path) {
  for (std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    auto digits = path.substr(folder.size());
    int number = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    bool whole = end == digits.data() + digits.size() || *end == '/';
    if (error == std::errc() && whole) named.push_back(number);
  }
}

/// A kernel without close_range(2) has 1024 at most, unless somebody asked for more.
void close_from_to(int first, int last) {
  if (first > last || ::close_range(first, last, 0) == 0) return;
  last = std::min<long>(last, ::sysconf(_SC_OPEN_MAX));
  for (int descriptor = first; descriptor <= last; ++descriptor) ::close(descriptor);
}

}  // namespace

std::vector<int> named_descriptors(const Options& options) {
  std::vector<int> named;
  if (auto* inherited = std::get_if<qmp::InheritedAddress>(&options.address))
    named.push_back(inherited->descriptor);
  if (auto* local = std::get_if<qmp::UnixAddress>(&options.address))
    add_from_path(named, local->path);
  add_from_path(named, options.mountpoint);
  add_from_path(named, options.mount.share);
  return named;
}

void close_all_but(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  int first = STDERR_FILENO + 1;
  for (int descriptor : kept) {
    if (descriptor < first) continue;
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    close_from_to(first, descriptor - 1);
    first = descriptor + 1;
  }
  close_from_to(first, std::numeric_limits<int>::max());
}

}  // namespace cli
