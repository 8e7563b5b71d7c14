#include "integration/filesystem/fake_mount.h"
#include "support/kernel_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace {

using support::FakeMount;
using support::KernelRequest;
namespace request = support::request;

struct Row {
  std::string what;
  KernelRequest request;
  int error;
};

void check(FakeMount& mount, const std::vector<Row>& rows) {
  mount.monitor.forget_calls();
  for (const Row& row : rows) EXPECT_EQ(mount.kernel.ask(row.request).error, row.error) << row.what;
  EXPECT_TRUE(mount.monitor.calls().empty());
}

TEST(Refusal, OfEveryChangeToTheTreeIsSysfss) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  check(mount, {
                   {"create", request::create(1, "new"), EACCES},
                   {"mknod", request::mknod(1, "new"), EPERM},
                   {"mkdir", request::mkdir(1, "new"), EPERM},
                   {"symlink", request::symlink(1, "new", "machine"), EPERM},
                   {"link", request::link(1, "new", label), EPERM},
                   {"rename", request::rename(1, "machine", "new"), EPERM},
                   {"unlink", request::unlink(1, "type"), EPERM},
                   {"rmdir", request::rmdir(1, "machine"), EPERM},
               });
}

TEST(Refusal, OfExtendedAttributesIsSysfss) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  check(mount, {
                   {"getxattr", request::getxattr(label, "security.selinux", 0), ENODATA},
                   {"getxattr", request::getxattr(label, "user.x", 255), ENODATA},
                   {"getxattr of a directory", request::getxattr(1, "user.x", 255), ENODATA},
                   {"setxattr", request::setxattr(label, "user.x", "y"), EOPNOTSUPP},
                   {"removexattr", request::removexattr(label, "user.x"), EOPNOTSUPP},
               });
}

TEST(Refusal, OfWhatNoAttributeFileCanDo) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_RDWR);
  check(mount, {
                   {"fallocate", request::fallocate(label, handle), EOPNOTSUPP},
                   {"ioctl", request::ioctl(label, handle), ENOTTY},
               });
}

TEST(Acceptance, OfWhatHasNothingToDo) {
  FakeMount mount;
  std::uint64_t label = mount.property("label");
  std::uint64_t handle = mount.open(label, O_RDWR);
  check(mount, {
                   {"flush", request::flush(label, handle), 0},
                   {"fsync", request::fsync(label, handle), 0},
                   {"fsyncdir", request::fsyncdir(1, 1), 0},
                   {"release", request::release(label, handle), 0},
                   {"release twice", request::release(label, handle), 0},
                   {"releasedir of nothing", request::releasedir(1, 4711), 0},
               });
}

TEST(ListOfExtendedAttributes, IsEmpty) {
  FakeMount mount;
  auto size = mount.kernel.ask(request::listxattr(1, 0));
  EXPECT_EQ(size.error, 0);
  EXPECT_EQ(size.as<fuse_getxattr_out>().size, 0u);
  auto list = mount.kernel.ask(request::listxattr(1, 255));
  EXPECT_EQ(list.error, 0);
  EXPECT_TRUE(list.body.empty());
}

}  // namespace
