#include "qmp/schema.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using qmp::Json;
using qmp::Schema;
using Kind = qmp::SchemaType::Kind;

Schema schema_of(const char* text) { return Schema::parse(Json::parse(text)).value(); }

TEST(Schema, KnowsCommandsAndEvents) {
  const Schema schema = schema_of(R"([
    {"name":"qom-get","meta-type":"command","arg-type":"7","ret-type":"any"},
    {"name":"STOP","meta-type":"event","arg-type":"0"}])");
  EXPECT_EQ(schema.commands().at("qom-get").arguments, "7");
  EXPECT_EQ(schema.commands().at("qom-get").result, "any");
  EXPECT_EQ(schema.events().at("STOP").arguments, "0");
  EXPECT_EQ(schema.commands().size() + schema.events().size(), 2u);
  EXPECT_FALSE(schema.type("qom-get"));
}

TEST(Schema, KnowsEachKindOfType) {
  const Schema schema = schema_of(R"([
    {"name":"int","meta-type":"builtin","json-type":"int"},
    {"name":"1","meta-type":"enum","members":[{"name":"a"}],"values":["a","b"]},
    {"name":"[1]","meta-type":"array","element-type":"1"},
    {"name":"2","meta-type":"alternate","members":[{"type":"int"},{"type":"1"}]},
    {"name":"3","meta-type":"object","tag":"k","members":[
       {"name":"k","type":"1"},{"name":"n","type":"int","default":null}],
     "variants":[{"case":"a","type":"4"}]}])");
  EXPECT_EQ(schema.type("int")->json_type, "int");
  EXPECT_EQ(schema.type("1")->values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(schema.type("[1]")->element, "1");
  EXPECT_EQ(schema.type("2")->choices, (std::vector<std::string>{"int", "1"}));
  const qmp::SchemaType& object = *schema.type("3");
  EXPECT_EQ(object.kind, Kind::object);
  EXPECT_FALSE(object.members.at(0).optional);
  EXPECT_TRUE(object.members.at(1).optional);
  EXPECT_EQ(object.tag, "k");
  EXPECT_EQ(object.variants.at(0).value, "a");
  EXPECT_EQ(object.variants.at(0).type, "4");
}

TEST(Schema, TakesAnEnumerationThatOnlyNamesMembers) {
  const Schema schema =
      schema_of(R"([{"name":"1","meta-type":"enum","members":[{"name":"a"},{"name":"b"}]}])");
  EXPECT_EQ(schema.type("1")->values, (std::vector<std::string>{"a", "b"}));
}

TEST(Schema, SurvivesWhatMakesNoSense) {
  EXPECT_EQ(Schema::parse(Json::object()).error().failure, qmp::Failure::malformed);
  const Schema schema = schema_of(R"([1, null, {}, {"name":3,"meta-type":"command"},
    {"name":"x","meta-type":"later"}, {"name":"o","meta-type":"object","members":[1,{"name":2}],
     "variants":"none"}, {"name":"e","meta-type":"enum","values":[1]}])");
  EXPECT_FALSE(schema.type("x"));
  EXPECT_EQ(schema.type("o")->members.at(0).name, "");
  EXPECT_TRUE(schema.type("e")->values.empty());
}

/// As only a hostile QEMU has them: whoever followed them would never come back.
TEST(Schema, LeavesOutTypesThatAreMadeOfThemselves) {
  const Schema schema = schema_of(R"([
    {"name":"list","meta-type":"array","element-type":"list"},
    {"name":"one","meta-type":"alternate","members":[{"type":"other"}]},
    {"name":"other","meta-type":"alternate","members":[{"type":"one"}]},
    {"name":"union","meta-type":"object","tag":"k","members":[],"variants":[{"case":"a","type":"union"}]},
    {"name":"node","meta-type":"object","members":[{"name":"next","type":"node"}]}])");
  for (auto name : {"list", "one", "other", "union"}) EXPECT_FALSE(schema.type(name)) << name;
  EXPECT_TRUE(schema.type("node"));
}

}  // namespace
