#include "cli/property_ref.h"

#include "cli/command_line.h"
#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

Words words_of(const std::vector<cli::PropertyRef>& readings) {
  Words words;
  for (const cli::PropertyRef& ref : readings) words.emplace_back(ref.path.text(), ref.property);
  return words;
}

TEST(PropertyRef, ReadsTheLastDotFirst) {
  struct Row {
    std::string text;
    Words readings;
  };
  const Row rows[] = {
      {"bal0.type", {{"bal0", "type"}}},
      {"/machine.type", {{"/machine", "type"}, {"/", "machine.type"}}},
      {"/machine/type", {{"/machine", "type"}}},
      {"/type", {{"/", "type"}}},
      {"/.type", {{"/", "type"}, {"/", ".type"}}},
      {"/m/cpu.sse4.1", {{"/m/cpu.sse4", "1"}, {"/m/cpu", "sse4.1"}, {"/m", "cpu.sse4.1"}}},
      {"/m/pcie.0/type", {{"/m/pcie.0", "type"}}},
      {"pcie.0.type", {{"pcie.0", "type"}, {"pcie", "0.type"}}},
      {"/m/x.", {{"/m", "x."}}},
  };
  for (const Row& row : rows)
    EXPECT_EQ(words_of(cli::readings_of(row.text)), row.readings) << row.text;
}

TEST(PropertyRef, TakesPathAndPropertyAsGiven) {
  EXPECT_EQ(words_of(cli::readings_of("/m//cpu/", "sse4.1")), (Words{{"/m/cpu", "sse4.1"}}));
  EXPECT_EQ(words_of(cli::readings_of("/chardevs", "a/b")), (Words{{"/chardevs", "a/b"}}));
}

TEST(PropertyRef, NeedsAProperty) {
  for (const char* text : {"", "foo", "/", ".", "foo."})
    EXPECT_THROW(cli::readings_of(text), cli::UsageError) << text;
  EXPECT_THROW(cli::readings_of("/machine", ""), cli::UsageError);
  EXPECT_THROW(cli::readings_of("", "type"), cli::UsageError);
  EXPECT_THROW(cli::object_path("/" + std::string(5000, 'a')), cli::UsageError);
}

class FindProperty : public ::testing::Test {
 protected:
  FindProperty() {
    monitor_.add_object("/cpu", "a-cpu");
    monitor_.set_property("/cpu", "sse4.1", "bool", true);
    monitor_.set_property("/cpu", "id", "int", 3);
    monitor_.add_object("/pcie.0", "PCIE");
  }

  qmp::Result<cli::FoundProperty> find(const std::string& text) {
    return support::run(cli::find_property(monitor_, cli::readings_of(text)));
  }

  Words found(const std::string& text) {
    auto result = find(text);
    if (!result) return {{"failed", result.error().text}};
    return words_of({result->ref});
  }

  support::FakeMonitor monitor_;
};

TEST_F(FindProperty, DecidesByWhatExists) {
  EXPECT_EQ(found("/cpu.id"), (Words{{"/cpu", "id"}}));
  EXPECT_EQ(found("/cpu.sse4.1"), (Words{{"/cpu", "sse4.1"}}));
  EXPECT_EQ(found("/cpu/sse4.1"), (Words{{"/cpu", "sse4.1"}}));
  EXPECT_EQ(found("/pcie.0.type"), (Words{{"/pcie.0", "type"}}));
  EXPECT_EQ(found("/pcie.0"), (Words{{"/", "pcie.0"}}));
}

TEST_F(FindProperty, TellsTheDeclaredType) {
  EXPECT_EQ(find("/cpu.sse4.1")->property.type, "bool");
}

TEST_F(FindProperty, AsksOnceWhenTheLikeliestExists) {
  find("/cpu.id");
  EXPECT_EQ(monitor_.calls(), (std::vector<std::string>{"list /cpu"}));
}

TEST_F(FindProperty, FailsWithTheRefusalThatComesClosest) {
  auto no_object = find("/nothing.id");
  ASSERT_FALSE(no_object);
  EXPECT_NE(no_object.error().text.find("/nothing"), std::string::npos) << no_object.error().text;
  find("/cpu.sse4.2");
  EXPECT_EQ(monitor_.calls().back(), "get /cpu sse4.2");
}

TEST_F(FindProperty, EndsWithTheConnection) {
  monitor_.fail("list", {qmp::Failure::lost, "gone"});
  EXPECT_EQ(find("/cpu.sse4.1").error().failure, qmp::Failure::lost);
  EXPECT_EQ(monitor_.calls().size(), 1u);
}

}  // namespace
