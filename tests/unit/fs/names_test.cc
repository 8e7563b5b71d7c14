#include "fs/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using fs::file_name;
using fs::NamedListing;
using std::operator""s;

constexpr std::size_t tail_size = 18;  // `%~` and 16 digits

bool is_legal(const std::string& name) {
  bool forbidden = name.empty() || name == "." || name == "..";
  return !forbidden && name.size() <= fs::max_name && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

/// What is left of an over-long name before its hash.
std::string kept(const std::string& name) {
  return name.size() < tail_size ? name : name.substr(0, name.size() - tail_size);
}

bool ends_in_a_hash(const std::string& name) {
  if (name.size() < tail_size) return false;
  std::string tail = name.substr(name.size() - tail_size);
  return tail.starts_with("%~") &&
         tail.find_first_not_of("0123456789ABCDEF", 2) == std::string::npos;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

NamedListing listing_of(std::vector<qom::Property> properties) {
  qom::Listing listing;
  listing.properties = std::move(properties);
  return NamedListing(std::make_shared<const qom::Listing>(std::move(listing)));
}

TEST(FileName, IsTheQomNameWhereAFileCanBeCalledSo) {
  for (std::string name : {"type", "sse4.1", "bus master[0]", "usb2 port #1[0]", "...", ".hidden",
                           "a\nb", "\"q\"", "\\x2from@etc\\x2facpi[0]", "\xC3\xA9", "100%", "%",
                           "%%", "%2", "%2G", "%G2", "50% of it", "~"})
    EXPECT_EQ(file_name(name), name);
}

TEST(FileName, EscapesWhatNoFileCanBeCalled) {
  struct Row {
    std::string qom_name;
    std::string file_name;
  };
  const Row rows[] = {
      {"", "%~"},       {".", "%2E"},       {"..", "%2E%2E"},         {"/", "%2F"},
      {"a/b", "a%2Fb"}, {"//", "%2F%2F"},   {"../x", "..%2Fx"},       {"x\0y"s, "x%00y"},
      {"\0"s, "%00"},   {"%2F", "%252F"},   {"%2f", "%252f"},         {"%00", "%2500"},
      {"%~", "%25~"},   {"%%2F", "%%252F"}, {"%2E%2E", "%252E%252E"}, {"%252F", "%25252F"},
      {"%/", "%%2F"},   {"%2/F", "%2%2FF"},
  };
  for (const Row& row : rows) EXPECT_EQ(file_name(row.qom_name), row.file_name);
}

/// Grows all names over an alphabet of the letters that matter, and checks each.
class Census {
 public:
  void count(const std::string& qom_name) {
    std::string name = file_name(qom_name);
    EXPECT_TRUE(is_legal(name)) << name;
    auto [other, is_new] = owners_.try_emplace(name, qom_name);
    EXPECT_TRUE(is_new || other->second == qom_name) << other->second << " and " << qom_name;
  }

  void count_all(const std::string& beginning, std::size_t more) {
    count(beginning);
    if (more == 0) return;
    for (char letter : "%/.2F~E"s) count_all(beginning + letter, more - 1);
    count_all(beginning + '\0', more - 1);
  }

  std::size_t size() const { return owners_.size(); }

 private:
  std::map<std::string, std::string> owners_;
};

TEST(FileName, DiffersForDifferentShortNames) {
  Census census;
  census.count_all("", 5);
  EXPECT_EQ(census.size(), 1u + 8 + 64 + 512 + 4096 + 32768);
}

TEST(FileName, DiffersForDifferentNamesAroundTheLimit) {
  Census census;
  for (std::size_t length = 80; length <= 260; ++length)
    for (std::string unit : {"a", "/", "%", "%2F", "\xC3\xA9", "\xF0\x9F\x98\x80", "."})
      for (std::string end : {"", "x", "/", "%2F", "%", "\xC3\xA9"})
        census.count(repeated(unit, length) + "b" + end);
  EXPECT_EQ(census.size(), 181u * 7 * 6);
}

TEST(FileName, MayBe255BytesLong) {
  EXPECT_EQ(file_name(std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(file_name(repeated("/", 85)), repeated("%2F", 85));
}

TEST(FileName, IsCutAndClosedByAHashWhenLonger) {
  std::string name = file_name(std::string(256, 'a'));
  EXPECT_EQ(name.size(), 255u);
  EXPECT_EQ(kept(name), std::string(237, 'a'));
  EXPECT_TRUE(ends_in_a_hash(name)) << name;
}

TEST(FileName, CountsItsEscapesForTheLimit) {
  std::string name = file_name(std::string(253, 'a') + "/");
  EXPECT_LE(name.size(), 255u);
  EXPECT_TRUE(ends_in_a_hash(name)) << name;
}

TEST(FileName, IsTheSameEachTime) {
  EXPECT_EQ(file_name(std::string(300, 'a')), file_name(std::string(300, 'a')));
}

TEST(FileName, DiffersForOverlongNamesWithOneBeginning) {
  std::string beginning(280, 'a');
  EXPECT_NE(file_name(beginning + "x"), file_name(beginning + "y"));
  EXPECT_NE(file_name(beginning), file_name(beginning + "a"));
}

TEST(FileName, OfAnOverlongOneIsNotTakenByAnObjectCalledSo) {
  std::string cut = file_name(std::string(300, 'a'));
  EXPECT_NE(file_name(cut), cut);
}

TEST(FileName, IsNeverCutInsideAnEscape) {
  for (std::size_t before = 0; before < 3; ++before) {
    std::string name = kept(file_name(std::string(before, 'a') + repeated("/", 200)));
    std::string escapes = name.substr(before);
    EXPECT_EQ(escapes, repeated("%2F", escapes.size() / 3)) << before;
    EXPECT_GT(name.size(), 234u);
  }
}

TEST(FileName, IsNeverCutInsideACharacter) {
  for (std::string character : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (std::size_t before = 0; before < 4; ++before) {
      std::string name = kept(file_name(std::string(before, 'a') + repeated(character, 200)));
      std::string characters = name.substr(before);
      EXPECT_EQ(characters, repeated(character, characters.size() / character.size())) << before;
      EXPECT_GT(name.size(), 233u);
    }
  }
}

TEST(FileName, IsLegalForBytesThatAreNoText) {
  EXPECT_TRUE(is_legal(file_name(std::string(300, '\xFF'))));
  EXPECT_TRUE(is_legal(file_name("a" + std::string(300, '\x80'))));
  EXPECT_TRUE(is_legal(file_name(std::string(300, '\x80'))));
}

TEST(NamedListing, FindsByFileName) {
  auto names = listing_of({{"a/b", "str"}, {"type", "string"}});
  const NamedListing::Item* item = names.find("a%2Fb");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->file_name, "a%2Fb");
  EXPECT_EQ(item->property, &names.listing()->properties[0]);
}

TEST(NamedListing, DoesNotFindByQomName) {
  auto names = listing_of({{"a/b", "str"}, {"..", "str"}});
  EXPECT_FALSE(names.find("a/b"));
  EXPECT_FALSE(names.find(".."));
  EXPECT_FALSE(names.find("absent"));
}

TEST(NamedListing, KeepsTheOrderOfTheListing) {
  auto names = listing_of({{"z", "str"}, {"a", "str"}, {"m", "str"}});
  std::vector<std::string> order;
  for (const NamedListing::Item& item : names.items()) order.push_back(item.file_name);
  EXPECT_EQ(order, (std::vector<std::string>{"z", "a", "m"}));
}

TEST(NamedListing, GivesARepeatedNameToTheFirst) {
  auto names = listing_of({{"twice", "child<a>"}, {"other", "str"}, {"twice", "str"}});
  EXPECT_EQ(names.items().size(), 2u);
  ASSERT_TRUE(names.find("twice"));
  EXPECT_EQ(names.find("twice")->property->type, "child<a>");
  ASSERT_TRUE(names.find("other"));
  EXPECT_EQ(names.find("other")->property->name, "other");
}

TEST(NamedListing, KeepsNamesApartThatDifferInCaseOnly) {
  EXPECT_EQ(listing_of({{"a", "str"}, {"A", "str"}}).items().size(), 2u);
}

}  // namespace
