#include "fs/attributes.h"

#include <gtest/gtest.h>

#include <climits>

#include <string>

namespace {

using fs::Node;
using fs::Options;

Node node_of(const std::string& type) {
  Node node;
  node.ino = 42;
  node.property = qom::Property("name", type);
  return node;
}

Node read_only(const std::string& type) {
  Node node = node_of(type);
  node.read_only = true;
  return node;
}

Options options_with(mode_t umask, bool read_only = false) {
  Options options;
  options.umask = umask;
  options.read_only = read_only;
  return options;
}

TEST(Attributes, AreThoseOfTheKind) {
  struct Row {
    Node node;
    mode_t mode;
    nlink_t links;
    off_t size;
  };
  const Row rows[] = {
      {node_of("child<container>"), S_IFDIR | 0777, 1, 0},
      {node_of("link<bus>"), S_IFLNK | 0777, 1, PATH_MAX - 1},
      {node_of("int"), S_IFREG | 0666, 1, 4096},
      {node_of("struct tm"), S_IFREG | 0666, 1, 4096},
      {node_of("child<"), S_IFREG | 0666, 1, 4096},
      {read_only("string"), S_IFREG | 0444, 1, 4096},
  };
  for (const Row& row : rows) {
    struct stat status = fs::attributes(row.node, options_with(0));
    EXPECT_EQ(status.st_mode, row.mode) << row.node.property.type;
    EXPECT_EQ(status.st_nlink, row.links) << row.node.property.type;
    EXPECT_EQ(status.st_size, row.size) << row.node.property.type;
  }
}

TEST(Attributes, FollowUmaskAndReadOnly) {
  struct Row {
    bool read_only;
    mode_t umask;
    mode_t directory;
    mode_t file;
  };
  const Row rows[] = {
      {false, 077, 0700, 0600}, {false, 022, 0755, 0644}, {false, 027, 0750, 0640},
      {false, 0, 0777, 0666},   {true, 077, 0500, 0400},  {true, 022, 0555, 0444},
      {true, 0777, 0, 0},
  };
  for (const Row& row : rows) {
    Options options = options_with(row.umask, row.read_only);
    EXPECT_EQ(fs::attributes(node_of("child<x>"), options).st_mode, S_IFDIR | row.directory);
    EXPECT_EQ(fs::attributes(node_of("int"), options).st_mode, S_IFREG | row.file);
    EXPECT_EQ(fs::attributes(node_of("link<x>"), options).st_mode, S_IFLNK | 0777u);
  }
}

TEST(Attributes, ArePrivateByDefault) {
  EXPECT_EQ(fs::attributes(node_of("child<x>"), Options()).st_mode, S_IFDIR | 0700u);
  EXPECT_EQ(fs::attributes(node_of("int"), Options()).st_mode, S_IFREG | 0600u);
  EXPECT_EQ(fs::attributes(read_only("string"), Options()).st_mode, S_IFREG | 0400u);
}

TEST(Attributes, NameTheOwnerOfTheMount) {
  Options options;
  options.uid = 1234;
  options.gid = 5678;
  struct stat status = fs::attributes(node_of("int"), options);
  EXPECT_EQ(status.st_uid, 1234u);
  EXPECT_EQ(status.st_gid, 5678u);
}

TEST(Attributes, TellTheSizeOfTheLastValue) {
  Node node = node_of("string");
  for (std::size_t size : {1, 9, 300003}) {
    node.size = size;
    EXPECT_EQ(fs::attributes(node, Options()).st_size, static_cast<off_t>(size));
  }
}

TEST(Attributes, TellTheNumberAndNoBlocks) {
  struct stat status = fs::attributes(node_of("int"), Options());
  EXPECT_EQ(status.st_ino, 42u);
  EXPECT_EQ(status.st_blocks, 0);
}

TEST(Attributes, TellTheLengthOfALinkThatIsKnown) {
  Node node = node_of("link<bus>");
  node.size = 7;
  EXPECT_EQ(fs::attributes(node, Options()).st_size, 7);
}

TEST(Attributes, TellTheModificationToTheNanosecond) {
  Node node = node_of("int");
  auto second = std::chrono::system_clock::from_time_t(1700000000);
  node.modification = fs::Modification(second + std::chrono::nanoseconds(123456789));
  struct stat status = fs::attributes(node, Options());
  for (timespec time : {status.st_mtim, status.st_ctim, status.st_atim}) {
    EXPECT_EQ(time.tv_sec, 1700000000);
    EXPECT_EQ(time.tv_nsec, 123456789);
  }
}

}  // namespace
