#include "qom/path.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace qom {
namespace {

Path path(std::string_view text) { return Path::parse(text).value(); }

TEST(Path, IsTheRootByDefault) {
  EXPECT_EQ(Path().text(), "/");
  EXPECT_TRUE(Path().is_root());
  EXPECT_TRUE(Path().components().empty());
}

TEST(Path, IsReadInQemusOwnForm) {
  const std::pair<std::string, std::string> rows[] = {
      {"/", "/"},
      {"//", "/"},
      {"/machine", "/machine"},
      {"/machine/", "/machine"},
      {"//machine///q35/", "/machine/q35"},
      {"/machine/unattached/device[0]", "/machine/unattached/device[0]"},
      {"/machine/bus master[0]", "/machine/bus master[0]"},
      {"/machine/x\\x2fy", "/machine/x\\x2fy"},
      {"/chardevs/../.", "/chardevs/../."},
      {std::string("/chardevs/x\0y", 13), std::string("/chardevs/x\0y", 13)},
  };
  for (auto& [text, form] : rows) EXPECT_EQ(path(text).text(), form) << text;
}

TEST(Path, IsAbsolute) {
  for (auto text : {"", "machine", "machine/", " /machine", "./machine"})
    EXPECT_EQ(Path::parse(text), std::nullopt) << text;
}

TEST(Path, HoldsSoManyBytesAndNoMore) {
  const std::string longest = "/a/" + std::string(Path::max_bytes - 3, 'x');
  EXPECT_EQ(path(longest).text(), longest);
  EXPECT_EQ(Path::parse(longest + "x"), std::nullopt);
  EXPECT_EQ(path(longest + "///").text(), longest);
  EXPECT_EQ(path(longest).child("x"), std::nullopt);
}

TEST(Path, AChildOfTheRootMayBeAsLongAsAnyOther) {
  EXPECT_TRUE(Path().child(std::string(Path::max_bytes - 1, 'x')));
  EXPECT_FALSE(Path().child(std::string(Path::max_bytes, 'x')));
}

TEST(Path, AChildIsOneComponentMore) {
  EXPECT_EQ(Path().child("machine")->text(), "/machine");
  EXPECT_EQ(path("/machine").child("a b%2F..")->text(), "/machine/a b%2F..");
}

TEST(Path, HasNoChildThatQemuCannotReach) {
  for (auto name : {"", "/", "a/b", "/a", "a/"})
    EXPECT_EQ(Path().child(name), std::nullopt) << name;
}

TEST(Path, ComponentsMakeThePathAgain) {
  for (auto text : {"/", "/a", "/a/b/c", "/chardevs/..", "/a b/c[0]"}) {
    const Path whole = path(text);
    Path again;
    for (auto name : whole.components()) again = again.child(name).value();
    EXPECT_EQ(again, whole);
  }
  const Path deep = path("/a/bc/d");
  EXPECT_EQ(deep.components(), (std::vector<std::string_view>{"a", "bc", "d"}));
}

TEST(Path, ContainsItselfAndWhatIsBelow) {
  struct Row {
    std::string outer, inner;
    bool contains;
  };
  const Row rows[] = {
      {"/", "/", true},      {"/", "/a/b", true},   {"/a", "/a", true},    {"/a", "/a/b/c", true},
      {"/a", "/", false},    {"/a", "/ab", false},  {"/a/b", "/a", false}, {"/a/b", "/a/c", false},
      {"/a", "/b/a", false}, {"/a", "/a b", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(path(row.outer).contains(path(row.inner)), row.contains) << row.outer << row.inner;
}

TEST(Path, MayBePartial) {
  struct Row {
    std::string text, partial;
  };
  const Row rows[] = {
      {"bal0", "bal0"}, {"q", "q"}, {"bal0//virtio-backend/", "bal0/virtio-backend"}};
  for (const Row& row : rows) EXPECT_EQ(Path::parse_partial(row.text)->text(), row.partial);
  for (const char* text : {"", "/", "/machine"}) EXPECT_FALSE(Path::parse_partial(text)) << text;
  const Path partial = *Path::parse_partial("q");
  EXPECT_FALSE(partial.is_root());
  EXPECT_FALSE(partial.parent());
  EXPECT_EQ(partial.child("type")->text(), "q/type");
  EXPECT_EQ(partial.child("type")->parent(), partial);
}

TEST(Path, EqualPathsAreOneKey) {
  std::unordered_set<Path> paths = {path("/a/b"), path("//a/b/"), path("/a")};
  EXPECT_EQ(paths.size(), 2u);
}

/// As a walker of an object that contains itself finds.
TEST(Path, EndsAtALimitHoweverShortItsNames) {
  std::optional<Path> deep = Path();
  std::size_t depth = 0;
  while (auto deeper = deep->child("a")) {
    deep = deeper;
    ++depth;
  }
  EXPECT_EQ(depth, Path::max_depth);
  EXPECT_EQ(Path::parse(deep->text() + "/a"), std::nullopt);
}

}  // namespace
}  // namespace qom
