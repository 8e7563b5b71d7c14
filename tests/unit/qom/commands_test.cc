#include "qom/commands.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace qom {
namespace {

using qmp::Json;

const Path machine = Path::parse("/machine").value();
constexpr std::size_t id_bytes = std::string_view(R"(,"id":1)").size();

TEST(Commands, AreSentAsTheShortestText) {
  EXPECT_EQ(qom_list(Path()).wire_text(1),
            R"({"execute":"qom-list","arguments":{"path":"/"},"id":1})");
  EXPECT_EQ(qom_get(machine, "type").wire_text(1),
            R"({"execute":"qom-get","arguments":{"path":"/machine","property":"type"},"id":1})");
  EXPECT_EQ(
      qom_set(machine, "smp", Json::parse(R"({"cpus": 2, "a": [true]})")).wire_text(1),
      R"({"execute":"qom-set","arguments":{"path":"/machine","property":"smp","value":{"cpus":2,"a":[true]}},"id":1})");
}

TEST(Commands, AskForManyObjectsInOne) {
  const Path pci = Path::parse("/machine/pci").value();
  EXPECT_EQ(qom_list_get({machine}).wire_text(1),
            R"({"execute":"qom-list-get","arguments":{"paths":["/machine"]},"id":1})");
  EXPECT_EQ(
      qom_list_get({pci, machine, Path()}).wire_text(1),
      R"({"execute":"qom-list-get","arguments":{"paths":["/machine/pci","/machine","/"]},"id":1})");
  EXPECT_FALSE(qom_list_get({machine}).must_finish());
}

TEST(Commands, CostQemuNoByteMoreThanTheirSkeletons) {
  const std::size_t path = machine.text().size();
  EXPECT_EQ(qom_list(machine).wire_text(1).size(), 46 + path + id_bytes);
  EXPECT_EQ(qom_get(machine, "type").wire_text(1).size(), 59 + path + 4 + id_bytes);
  EXPECT_EQ(qom_set(machine, "type", 5).wire_text(1).size(), 68 + path + 4 + 1 + id_bytes);
  EXPECT_EQ(qom_list_get({machine}).wire_text(1).size(), 53 + path + id_bytes);
  EXPECT_EQ(qom_list_get({machine, machine}).wire_text(1).size(), 53 + 3 + 2 * path + id_bytes);
}

TEST(Commands, ASetIsFinishedOnceSent) {
  EXPECT_TRUE(qom_set(Path(), "a", 5).must_finish());
  EXPECT_FALSE(qom_get(Path(), "a").must_finish());
  EXPECT_FALSE(qom_list(Path()).must_finish());
}

TEST(Commands, NamesTravelUnchanged) {
  const std::string names[] = {"sse4.1", "x\\x2fy[0]", "usb2 port #1[0]",      "\"q\"", "..",
                               "",       "a/b",        std::string("x\0y", 3), "a\nb",  "ä☃😀"};
  for (const std::string& name : names) {
    Json command = Json::parse(qom_get(machine, name).wire_text(1));
    EXPECT_EQ(command["arguments"]["property"], name);
  }
}

TEST(Commands, ANullValueIsSent) {
  Json command = Json::parse(qom_set(machine, "a", Json()).wire_text(1));
  ASSERT_TRUE(command["arguments"].contains("value"));
  EXPECT_TRUE(command["arguments"]["value"].is_null());
}

TEST(Listing, IsReadInQemusOrder) {
  auto properties = parse_properties(Json::parse(
      R"([{"name":"b","type":"bool"},{"type":"child<x>","name":"","description":"d"}])"));
  ASSERT_TRUE(properties);
  EXPECT_EQ(*properties, (std::vector<Property>{{"b", "bool"}, {"", "child<x>"}}));
  EXPECT_TRUE(parse_properties(Json::array())->empty());
}

TEST(Listing, OfAnyOtherShapeIsMalformed) {
  for (auto json : {"null", "{}", "5", "\"x\"", "[5]", "[null]", "[[]]", "[{}]",
                    R"([{"name":"a"}])", R"([{"type":"a"}])", R"([{"name":5,"type":"a"}])",
                    R"([{"name":"a","type":null}])", R"([{"name":"a","type":"b"},{"name":"c"}])"}) {
    auto properties = parse_properties(Json::parse(json));
    ASSERT_FALSE(properties) << json;
    EXPECT_EQ(properties.error().failure, qmp::Failure::malformed);
  }
}

TEST(Descriptions, BringPropertiesAndTheValuesThatCanBeRead) {
  auto answer = Json::parse(
      R"([{"properties":[{"name":"b","type":"bool","value":true},{"name":"a","type":"int"},)"
      R"({"name":"n","type":"str","value":null}]},{"properties":[]}])");
  auto descriptions = parse_descriptions(answer, 2);
  ASSERT_TRUE(descriptions);
  ASSERT_EQ(descriptions->size(), 2u);
  const Description& first = descriptions->front();
  EXPECT_EQ(first.properties, (std::vector<Property>{{"b", "bool"}, {"a", "int"}, {"n", "str"}}));
  EXPECT_EQ(first.values, (std::vector<std::pair<std::string, Json>>{{"b", true}, {"n", nullptr}}));
  EXPECT_TRUE(descriptions->back().properties.empty());
}

TEST(Descriptions, OfAnyOtherShapeOrNumberAreMalformed) {
  for (auto json :
       {"null", "{}", "5", "[]", "[5]", "[null]", "[[]]", "[{}]", R"([{"properties":{}}])",
        R"([{"properties":[5]}])", R"([{"properties":[{"name":"a"}]}])",
        R"([{"properties":[{"name":"a","type":5,"value":1}]}])",
        R"([{"properties":[]},{"properties":[]}])"}) {
    auto descriptions = parse_descriptions(Json::parse(json), 1);
    ASSERT_FALSE(descriptions) << json;
    EXPECT_EQ(descriptions.error().failure, qmp::Failure::malformed);
  }
}

}  // namespace
}  // namespace qom
