#include "fuse/directory_buffer.h"

#include "support/directory_page.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using fuse::DirectoryBuffer;
using fuse::Entry;
using support::PageEntry;

Entry entry_of(fuse::Ino ino, mode_t mode) {
  Entry entry;
  entry.ino = ino;
  entry.attributes.status.st_ino = ino;
  entry.attributes.status.st_mode = mode;
  return entry;
}

std::vector<PageEntry> parsed(const DirectoryBuffer& page) {
  return support::parse_page(std::string_view(page.data(), page.size()), page.plus());
}

/// How many entries with a name of that length fit.
int capacity(std::size_t size, bool plus, std::size_t name_length) {
  DirectoryBuffer page(size, plus);
  int added = 0;
  while (page.add(std::string(name_length, 'a'), entry_of(2, S_IFREG), added + 1)) ++added;
  return added;
}

TEST(DirectoryBuffer, IsEmptyAtFirst) {
  EXPECT_EQ(DirectoryBuffer(4096, false).size(), 0u);
  EXPECT_EQ(DirectoryBuffer().size(), 0u);
}

TEST(DirectoryBuffer, HoldsEntriesInTheKernelsFormat) {
  for (bool plus : {false, true}) {
    DirectoryBuffer page(4096, plus);
    EXPECT_TRUE(page.add("machine", entry_of(17, S_IFDIR | 0700), 3));
    EXPECT_TRUE(page.add("type", entry_of(18, S_IFREG | 0400), 4));
    EXPECT_TRUE(page.add("link", entry_of(19, S_IFLNK | 0777), 5));
    auto entries = parsed(page);
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0].name, "machine");
    EXPECT_EQ(entries[0].inode, 17u);
    EXPECT_EQ(entries[0].next, 3);
    EXPECT_EQ(entries[0].type, static_cast<mode_t>(S_IFDIR));
    EXPECT_EQ(entries[1].type, static_cast<mode_t>(S_IFREG));
    EXPECT_EQ(entries[2].name, "link");
    EXPECT_EQ(entries[2].type, static_cast<mode_t>(S_IFLNK));
  }
}

TEST(DirectoryBuffer, CountsEntriesWithAttributesAsLookups) {
  DirectoryBuffer page(4096, true);
  page.add("machine", entry_of(17, S_IFDIR), 3);
  EXPECT_EQ(parsed(page).at(0).nodeid, 17u);
}

TEST(DirectoryBuffer, NeverCountsTheDotsAsLookups) {
  DirectoryBuffer page(4096, true);
  page.add(".", entry_of(17, S_IFDIR), 1);
  page.add("..", entry_of(1, S_IFDIR), 2);
  page.add("...", entry_of(18, S_IFDIR), 3);
  auto entries = parsed(page);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].nodeid, 0u);
  EXPECT_EQ(entries[1].nodeid, 0u);
  EXPECT_EQ(entries[2].nodeid, 18u);
}

TEST(DirectoryBuffer, RefusesWhatDoesNotFitAndStaysAsItWas) {
  for (bool plus : {false, true}) {
    DirectoryBuffer page(256, plus);
    ASSERT_TRUE(page.add("first", entry_of(2, S_IFREG), 1));
    std::size_t used = page.size();
    EXPECT_FALSE(page.add(std::string(255, 'x'), entry_of(3, S_IFREG), 2));
    EXPECT_EQ(page.size(), used);
    EXPECT_EQ(parsed(page).size(), 1u);
  }
}

TEST(DirectoryBuffer, IsUsedToTheLastByte) {
  EXPECT_EQ(capacity(64, false, 8), 2);  // 24 bytes and the name, in steps of 8
  EXPECT_EQ(capacity(63, false, 8), 1);
  EXPECT_EQ(capacity(320, true, 8), 2);  // 128 more
  EXPECT_EQ(capacity(319, true, 8), 1);
  EXPECT_EQ(capacity(0, false, 1), 0);
  EXPECT_EQ(capacity(0, true, 1), 0);
}

}  // namespace
