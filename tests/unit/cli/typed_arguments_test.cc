#include "cli/typed_arguments.h"

#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace {

using qmp::Json;
using Words = std::vector<std::string>;

const qmp::Schema& schema() {
  static const qmp::Schema schema = qmp::Schema::parse(Json::parse(R"([
    {"name":"str","meta-type":"builtin","json-type":"string"},
    {"name":"int","meta-type":"builtin","json-type":"int"},
    {"name":"number","meta-type":"builtin","json-type":"number"},
    {"name":"bool","meta-type":"builtin","json-type":"boolean"},
    {"name":"any","meta-type":"builtin","json-type":"value"},
    {"name":"null","meta-type":"builtin","json-type":"null"},
    {"name":"[str]","meta-type":"array","element-type":"str"},
    {"name":"[point]","meta-type":"array","element-type":"point"},
    {"name":"point","meta-type":"object","members":[{"name":"x","type":"int"},{"name":"y","type":"int"}]},
    {"name":"kind","meta-type":"enum","values":["disk","net"]},
    {"name":"disk","meta-type":"object","members":[{"name":"size","type":"int"},{"name":"mark","type":"str"}]},
    {"name":"net","meta-type":"object","members":[{"name":"mark","type":"int"}]},
    {"name":"reference","meta-type":"alternate","members":[{"type":"str"},{"type":"point"},{"type":"null"}]},
    {"name":"all","meta-type":"object","tag":"kind","members":[
      {"name":"name","type":"str"},{"name":"count","type":"int"},{"name":"ratio","type":"number"},
      {"name":"on","type":"bool"},{"name":"value","type":"any"},{"name":"paths","type":"[str]"},
      {"name":"at","type":"point"},{"name":"line","type":"[point]"},{"name":"kind","type":"kind"},
      {"name":"ref","type":"reference"}],
     "variants":[{"case":"disk","type":"disk"},{"case":"net","type":"net"}]}])"))
                                        .value();
  return schema;
}

Json typed(const Words& words, std::map<std::string, std::string> others = {}) {
  cli::Written written;
  for (const std::string& word : words) cli::write_argument(written, word);
  return cli::ArgumentTypes(schema(), std::move(others)).arguments(written, "all");
}

std::string complaint(const Words& words) {
  try {
    return "took it: " + typed(words).dump();
  } catch (const cli::UsageError& error) {
    return error.what();
  }
}

TEST(TypedArguments, GiveScalarsTheirType) {
  struct Row {
    std::string word, json;
  };
  const Row rows[] = {
      {"name=7", R"({"name":"7"})"},
      {"name=", R"({"name":""})"},
      {"name=a=b", R"({"name":"a=b"})"},
      {"count=7", R"({"count":7})"},
      {"count=-7", R"({"count":-7})"},
      {"count=0x10", R"({"count":16})"},
      {"count=8M", R"({"count":8388608})"},
      {"count=18446744073709551615", R"({"count":18446744073709551615})"},
      {"ratio=0.5", R"({"ratio":0.5})"},
      {"on=off", R"({"on":false})"},
      {"on", R"({"on":true})"},
      {"kind=net", R"({"kind":"net"})"},
  };
  for (const Row& row : rows) EXPECT_EQ(typed({row.word}).dump(), row.json);
}

TEST(TypedArguments, GuessWhereAnythingGoes) {
  EXPECT_EQ(typed({"value=5"}).dump(), R"({"value":5})");
  EXPECT_EQ(typed({"value=on"}).dump(), R"({"value":"on"})");
  EXPECT_EQ(typed({"value=[1]"}).dump(), R"({"value":[1]})");
  EXPECT_EQ(typed({"later=true", "x.y=1"}).dump(), R"({"later":true,"x":{"y":1}})");
}

TEST(TypedArguments, TakeTheDeclaredTypeOfWhatTheSchemaDoesNotKnow) {
  EXPECT_EQ(typed({"multi=on", "mac=1", "addr=06.0"},
                  {{"multi", "bool"}, {"mac", "str"}, {"addr", "int32"}})
                .dump(),
            R"({"multi":true,"mac":"1","addr":"06.0"})");
}

TEST(TypedArguments, BuildStructuresFromDots) {
  EXPECT_EQ(typed({"at.x=1", "at.y=2"}).dump(), R"({"at":{"x":1,"y":2}})");
  EXPECT_EQ(typed({R"(at={"x":3})"}).dump(), R"({"at":{"x":3}})");
}

TEST(TypedArguments, BuildListsByRepeating) {
  EXPECT_EQ(typed({"paths=/a", "paths=/b"}).dump(), R"({"paths":["/a","/b"]})");
  EXPECT_EQ(typed({R"(paths=["/a"])"}).dump(), R"({"paths":["/a"]})");
  EXPECT_EQ(typed({"line.0.x=1", "line.1.x=2"}).dump(), R"({"line":[{"x":1},{"x":2}]})");
  EXPECT_NE(complaint({"line.1.x=1"}).find("line.0"), std::string::npos);
}

TEST(TypedArguments, ChooseTheVariantByItsTag) {
  EXPECT_EQ(typed({"mark=5", "kind=net"}).dump(), R"({"mark":5,"kind":"net"})");
  EXPECT_EQ(typed({"mark=5", "kind=disk", "size=1K"}).dump(),
            R"({"mark":"5","kind":"disk","size":1024})");
}

TEST(TypedArguments, TakeTheChoiceThatFits) {
  EXPECT_EQ(typed({"ref=disk0"}).dump(), R"({"ref":"disk0"})");
  EXPECT_EQ(typed({"ref=null"}).dump(), R"({"ref":null})");
  EXPECT_EQ(typed({"ref.x=1"}).dump(), R"({"ref":{"x":1}})");
  EXPECT_EQ(typed({R"(ref={"x":1})"}).dump(), R"({"ref":{"x":1}})");
}

TEST(TypedArguments, NameWhatDoesNotFit) {
  struct Row {
    Words words;
    std::string said;
  };
  const Row rows[] = {
      {{"count=abc"}, "argument count: 'abc' is no integer"},
      {{"count"}, "needs a value"},
      {{"on=maybe"}, "'maybe' is no boolean"},
      {{"kind=tape"}, "'tape' is none of disk, net"},
      {{"count=1", "count=2"}, "given twice"},
      {{"at.x=one"}, "argument at.x: "},
      {{"at=1"}, "at.MEMBER=VALUE"},
      {{"at=1", "at.x=1"}, "a value and members"},
      {{"count.x=1"}, "not members"},
      {{"=1"}, "NAME=VALUE"},
      {{"a..b=1"}, "NAME=VALUE"},
  };
  for (const Row& row : rows) {
    const std::string said = complaint(row.words);
    EXPECT_NE(said.find(row.said), said.npos) << said;
  }
}

/// As QEMU's own qmp-shell takes them.
TEST(TypedArguments, TakeLiteralsOfPython) {
  struct Row {
    std::string word, json;
  };
  const Row rows[] = {
      {"on=True", R"({"on":true})"},
      {"on=False", R"({"on":false})"},
      {"value=True", R"({"value":true})"},
      {"value={'a': 1, 'b': [None, True]}", R"({"value":{"a":1,"b":[null,true]}})"},
      {"value=['x', \"y\"]", R"({"value":["x","y"]})"},
      {"value={nonsense}", R"({"value":"{nonsense}"})"},
      {"at={'x': 3}", R"({"at":{"x":3}})"},
      {"paths=['/a', '/b']", R"({"paths":["/a","/b"]})"},
      {"ref=None", R"({"ref":null})"},
      {"ref={'x': 1}", R"({"ref":{"x":1}})"},
      {"name=True", R"({"name":"True"})"},
      {"later={'deep': {'er': False}}", R"({"later":{"deep":{"er":false}}})"},
  };
  for (const Row& row : rows) EXPECT_EQ(typed({row.word}).dump(), row.json);
  EXPECT_EQ(typed({"multi=True", "serial=True"}, {{"multi", "bool"}, {"serial", "str"}}).dump(),
            R"({"multi":true,"serial":"True"})");
}

TEST(TypedArguments, LeaveAQuotedValueAString) {
  cli::Written written;
  cli::write_argument(written, "value=7").is_string = true;
  EXPECT_EQ(cli::ArgumentTypes(schema(), {}).arguments(written, "all").dump(), R"({"value":"7"})");
}

/// Nothing may become null, which may mean something else.
TEST(TypedArguments, SayThatANumberIsTooLarge) {
  for (const std::string word :
       {"ratio=1e400", "at={\"x\":1e400}", "at={'x': 1e400}", "line=[-1e400]", "value=[1e400]"})
    EXPECT_NE(complaint({word}).find("beyond 1.8e308"), std::string::npos) << complaint({word});
  EXPECT_NE(complaint({"count=18446744073709551616"}).find("does not fit into a 64-bit integer"),
            std::string::npos)
      << complaint({"count=18446744073709551616"});
}

}  // namespace
