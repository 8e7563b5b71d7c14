#include "fs/link_text.h"

#include "fs/names.h"

#include <gtest/gtest.h>

#include <climits>
#include <string>

namespace {

std::string text(const std::string& holder, const std::string& target) {
  return fs::link_text(*qom::Path::parse(holder), target);
}

TEST(LinkText, IsRelativeFromTheFolderOfTheLink) {
  struct Row {
    std::string holder;
    std::string target;
    std::string text;
  };
  const Row rows[] = {
      {"/", "/machine", "machine"},
      {"/", "/machine/peripheral/bal0", "machine/peripheral/bal0"},
      {"/machine", "/machine/q35", "../machine/q35"},
      {"/machine", "/", ".."},
      {"/machine/peripheral/bal0", "/objects/mb0", "../../../objects/mb0"},
      {"/machine/peripheral", "/", "../.."},
      {"/", "/", "."},
      {"/machine", "//objects///mb0/", "../objects/mb0"},
  };
  for (const Row& row : rows) EXPECT_EQ(text(row.holder, row.target), row.text);
}

TEST(LinkText, OfAnUnsetLinkSaysSo) {
  EXPECT_EQ(text("/", ""), "(unset)");
  EXPECT_EQ(text("/machine/q35", ""), "(unset)");
}

TEST(LinkText, NeverComesFromWhatIsNoAbsolutePath) {
  for (std::string target : {"bal0", "../../etc/shadow", ".", "machine/", " /machine"})
    EXPECT_EQ(text("/machine", target), "(invalid)");
}

TEST(LinkText, StaysInsideTheMount) {
  EXPECT_EQ(text("/", "/../etc/shadow"), "%2E%2E/etc/shadow");
  EXPECT_EQ(text("/machine", "/../../etc"), "../%2E%2E/%2E%2E/etc");
  EXPECT_EQ(text("/", "/./x"), "%2E/x");
}

TEST(LinkText, NamesFilesAsDirectoriesListThem) {
  EXPECT_EQ(text("/", "/a%2Fb"), "a%252Fb");
  EXPECT_EQ(text("/", "/bus master[0]/x"), "bus master[0]/x");
  std::string long_name(300, 'a');
  EXPECT_EQ(text("/", "/" + long_name), fs::file_name(long_name));
}

TEST(LinkText, OfAPathTooLongForTheKernelIsInvalid) {
  std::string target;
  for (int i = 0; i < 500; ++i) target += "/%2F%2F";
  EXPECT_EQ(text("/", target), "(invalid)");
  EXPECT_EQ(text("/", "/" + std::string(5000, 'a')), "(invalid)");
}

TEST(LinkText, IsNeverLongerThanAPathMayBe) {
  std::string name;
  while (name.size() < 60) name += "%00";  // what reads as an escape grows when it is escaped
  std::string target;
  for (std::size_t i = 0; i < qom::Path::max_depth; ++i) target += '/' + name;
  ASSERT_LT(target.size(), qom::Path::max_bytes);
  EXPECT_EQ(text("/machine", target), "(invalid)");
}

}  // namespace
