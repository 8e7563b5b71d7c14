#include "cli/account.h"

#include <grp.h>
#include <pwd.h>

namespace cli {

std::optional<unsigned> user_id(const std::string& name) {
  const passwd* user = ::getpwnam(name.c_str());
  if (!user) return std::nullopt;
  return user->pw_uid;
}

std::optional<unsigned> group_id(const std::string& name) {
  const group* found = ::getgrnam(name.c_str());
  if (!found) return std::nullopt;
  return found->gr_gid;
}

}  // namespace cli
