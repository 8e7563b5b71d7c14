// One table of what a system call says about a file that is not a real file. Held against the sysfs
// of this kernel, so that the table is true, and against the mount, so that it behaves as every
// user of sysfs expects.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include "support/attribute_file.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::errno_text;

class SysfsParity : public support::SystemTest {};

/// Where the operations are tried. `text` is the present value of `writable`, so writing it changes
/// nothing.
struct Place {
  std::string folder;
  std::string writable;
  std::string read_only;
  std::string text;

  const char* file() const { return writable.c_str(); }
  std::string fresh() const { return folder + "/fresh"; }
};

struct Row {
  const char* name;
  int error;  // errno, 0 for success
  int (*operation)(const Place&);
};

int error_of(int result) { return result < 0 ? errno : 0; }

/// Opens, does `action` with the descriptor, closes; the first error.
int with_open(const std::string& path, int flags, int (*action)(int fd, const Place&),
              const Place& place) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (fd < 0) return errno;
  const int error = action(fd, place);
  close(fd);
  return error;
}

int nothing(int, const Place&) { return 0; }

int write_value(int fd, const Place& place) {
  return error_of(write(fd, place.text.data(), place.text.size()));
}

int write_value_at_5(int fd, const Place& place) {
  return error_of(pwrite(fd, place.text.data(), place.text.size(), 5));
}

int map_shared(int fd, const Place&) {
  void* const map = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) return errno;
  munmap(map, 4096);
  return 0;
}

int sync_all(int fd, const Place&) { return error_of(fsync(fd)); }

int cut_to_3(int fd, const Place&) { return error_of(ftruncate(fd, 3)); }

int lock(int fd, const Place&) { return error_of(flock(fd, LOCK_EX)); }

int reserve(int fd, const Place&) { return error_of(fallocate(fd, 0, 0, 9)); }

int readlink_of(const std::string& path) {
  char text[8];
  return error_of(readlink(path.c_str(), text, sizeof(text)));
}

int statfs_of(const std::string& path) {
  struct statfs system = {};
  return error_of(statfs(path.c_str(), &system));
}

int stat_of(const std::string& path) {
  struct stat attributes = {};
  return error_of(stat(path.c_str(), &attributes));
}

mode_t mode_of(const std::string& path) {
  struct stat attributes = {};
  stat(path.c_str(), &attributes);
  return attributes.st_mode & 07777;
}

using P = const Place&;

const std::vector<Row>& opening() {
  static const std::vector<Row> rows = {
      {"open a missing file", ENOENT,
       [](P p) { return with_open(p.fresh(), O_RDONLY, nothing, p); }},
      {"create", EACCES, [](P p) { return with_open(p.fresh(), O_WRONLY | O_CREAT, nothing, p); }},
      {"create what is there, exclusively", EEXIST,
       [](P p) { return with_open(p.writable, O_WRONLY | O_CREAT | O_EXCL, nothing, p); }},
      {"open a read-only file for writing", EACCES,
       [](P p) { return with_open(p.read_only, O_WRONLY, nothing, p); }},
      {"open a read-only file for both", EACCES,
       [](P p) { return with_open(p.read_only, O_RDWR, nothing, p); }},
      {"open a folder for writing", EISDIR,
       [](P p) { return with_open(p.folder, O_WRONLY, nothing, p); }},
      {"open a file as a folder", ENOTDIR,
       [](P p) { return with_open(p.writable, O_RDONLY | O_DIRECTORY, nothing, p); }},
      {"look below a file", ENOTDIR, [](P p) { return stat_of(p.writable + "/below"); }},
      {"execute", EACCES, [](P p) { return error_of(access(p.file(), X_OK)); }},
      {"readlink of a file", EINVAL, [](P p) { return readlink_of(p.writable); }},
  };
  return rows;
}

const std::vector<Row>& names() {
  static const std::vector<Row> rows = {
      {"mkdir", EPERM, [](P p) { return error_of(mkdir(p.fresh().c_str(), 0755)); }},
      {"mkdir of what is there", EEXIST, [](P p) { return error_of(mkdir(p.file(), 0755)); }},
      {"mknod", EPERM, [](P p) { return error_of(mknod(p.fresh().c_str(), S_IFIFO | 0644, 0)); }},
      {"symlink", EPERM, [](P p) { return error_of(symlink("target", p.fresh().c_str())); }},
      {"symlink of what is there", EEXIST,
       [](P p) { return error_of(symlink("target", p.file())); }},
      {"link", EPERM, [](P p) { return error_of(link(p.file(), p.fresh().c_str())); }},
      {"unlink", EPERM, [](P p) { return error_of(unlink(p.file())); }},
      {"unlink of a missing file", ENOENT, [](P p) { return error_of(unlink(p.fresh().c_str())); }},
      {"rmdir", EPERM, [](P p) { return error_of(rmdir(p.folder.c_str())); }},
      {"rmdir of a file", ENOTDIR, [](P p) { return error_of(rmdir(p.file())); }},
      {"rename", EPERM, [](P p) { return error_of(rename(p.file(), p.fresh().c_str())); }},
      {"rename over", EPERM, [](P p) { return error_of(rename(p.file(), p.read_only.c_str())); }},
  };
  return rows;
}

const std::vector<Row>& attributes() {
  static const std::vector<Row> rows = {
      {"chmod", 0, [](P p) { return error_of(chmod(p.file(), mode_of(p.writable))); }},
      {"chown", 0, [](P p) { return error_of(chown(p.file(), getuid(), getgid())); }},
      {"utimensat", 0, [](P p) { return error_of(utimensat(AT_FDCWD, p.file(), nullptr, 0)); }},
      {"truncate", 0, [](P p) { return error_of(truncate(p.file(), 7)); }},
      {"listxattr", 0, [](P p) { return error_of(listxattr(p.file(), nullptr, 0)); }},
      {"getxattr", ENODATA, [](P p) { return error_of(getxattr(p.file(), "user.x", nullptr, 0)); }},
      {"setxattr", EOPNOTSUPP,
       [](P p) { return error_of(setxattr(p.file(), "user.x", "1", 1, 0)); }},
      {"statfs", 0, [](P p) { return statfs_of(p.writable); }},
  };
  return rows;
}

const std::vector<Row>& contents() {
  static const std::vector<Row> rows = {
      {"write", 0, [](P p) { return with_open(p.writable, O_WRONLY, write_value, p); }},
      {"write after truncation", 0,
       [](P p) { return with_open(p.writable, O_WRONLY | O_TRUNC, write_value, p); }},
      {"append", 0, [](P p) { return with_open(p.writable, O_WRONLY | O_APPEND, write_value, p); }},
      {"write at another offset", 0,
       [](P p) { return with_open(p.writable, O_WRONLY, write_value_at_5, p); }},
      {"write rubbish", EINVAL,
       [](P p) { return support::write_file(p.writable, "rubbish\n").error(); }},
      {"write nothing", 0, [](P p) { return support::write_file(p.writable, "").error(); }},
      {"fsync", 0, [](P p) { return with_open(p.writable, O_WRONLY, sync_all, p); }},
      {"ftruncate", 0, [](P p) { return with_open(p.writable, O_WRONLY, cut_to_3, p); }},
      {"flock", 0, [](P p) { return with_open(p.writable, O_RDONLY, lock, p); }},
      {"fallocate", EOPNOTSUPP, [](P p) { return with_open(p.writable, O_WRONLY, reserve, p); }},
      {"map shared", ENODEV, [](P p) { return with_open(p.writable, O_RDONLY, map_shared, p); }},
  };
  return rows;
}

void expect_table(const Place& place) {
  for (const auto* part : {&opening(), &names(), &attributes(), &contents()}) {
    for (const Row& row : *part) {
      EXPECT_EQ(errno_text(row.operation(place)), errno_text(row.error))
          << row.name << " in " << place.folder;
    }
  }
}

/// A parameter of the FUSE module: it is there wherever these tests can run, and takes its own
/// value back.
TEST_F(SysfsParity, TheTableIsWhatSysfsSays) {
  Place place = {"/sys/module/fuse/parameters", "/sys/module/fuse/parameters/max_user_bgreq",
                 "/sys/kernel/uevent_seqnum", ""};
  if (access(place.file(), W_OK) != 0) GTEST_SKIP() << place.writable << " cannot be written here";
  place.text = support::read_file(place.writable).text;
  expect_table(place);
}

TEST_F(SysfsParity, TheMountSaysTheSame) {
  support::MountedMachine vm;
  expect_table(
      {vm("/objects/io0"), vm("/objects/io0/poll-max-ns"), vm("/objects/io0/type"), "32768\n"});
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 32768);
}

TEST_F(SysfsParity, TheFileSystemHasNoSizeAndLongNames) {
  support::MountedMachine vm;
  struct statfs system = {};
  ASSERT_EQ(statfs(vm("/objects").c_str(), &system), 0);
  EXPECT_EQ(system.f_blocks, 0U);
  EXPECT_EQ(system.f_namelen, 255);
}

/// A handle keeps its text until it is read from the start again.
TEST_F(SysfsParity, AHandleIsReadAgainFromTheStart) {
  support::MountedMachine vm;
  const int fd = open(vm("/objects/io0/poll-max-ns").c_str(), O_RDONLY);
  ASSERT_GE(fd, 0);
  char text[16] = {};
  EXPECT_EQ(pread(fd, text, 2, 0), 2);
  ASSERT_TRUE(vm.probe.set("/objects/io0", "poll-max-ns", 55555).ok);
  EXPECT_EQ(pread(fd, text, sizeof(text), 2), 4);
  EXPECT_EQ(std::string(text, 4), "768\n");
  EXPECT_EQ(pread(fd, text, sizeof(text), 0), 6);
  EXPECT_EQ(std::string(text, 6), "55555\n");
  close(fd);
}

}  // namespace
