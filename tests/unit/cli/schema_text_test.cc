#include "cli/schema_text.h"

#include <gtest/gtest.h>

namespace {

using qmp::Json;

const qmp::Schema& schema() {
  static const qmp::Schema schema = qmp::Schema::parse(Json::parse(R"([
    {"name":"str","meta-type":"builtin","json-type":"string"},
    {"name":"any","meta-type":"builtin","json-type":"value"},
    {"name":"0","meta-type":"object","members":[]},
    {"name":"1","meta-type":"enum","values":["file","raw"]},
    {"name":"2","meta-type":"object","tag":"driver","members":[{"name":"driver","type":"1"}],
     "variants":[{"case":"file","type":"0"},{"case":"raw","type":"3"}]},
    {"name":"3","meta-type":"object","members":[{"name":"file","type":"4"}]},
    {"name":"4","meta-type":"alternate","members":[{"type":"2"},{"type":"str"}]},
    {"name":"5","meta-type":"object","members":[
      {"name":"name","type":"str"},{"name":"value","type":"any","default":null}]},
    {"name":"[5]","meta-type":"array","element-type":"5"},
    {"name":"add","meta-type":"command","arg-type":"2","ret-type":"0"},
    {"name":"list","meta-type":"command","arg-type":"0","ret-type":"[5]"},
    {"name":"GONE","meta-type":"event","arg-type":"5"}])"))
                                        .value();
  return schema;
}

TEST(SchemaText, ListsEveryName) {
  EXPECT_EQ(cli::schema_overview(schema()), "Commands:\n  add\n  list\nEvents:\n  GONE\n");
}

TEST(SchemaText, TellsArgumentsAndAnswerOfACommand) {
  EXPECT_EQ(cli::schema_help(schema(), "list"),
            "Arguments: nothing\n"
            "Returns: list of object\n"
            "  name: str\n"
            "  value: any, optional\n");
}

TEST(SchemaText, TellsVariantsOnceThoughTheyHoldThemselves) {
  EXPECT_EQ(cli::schema_help(schema(), "add"),
            "Arguments:\n"
            "  driver: file|raw\n"
            "  if driver is raw:\n"
            "    file: object or str\n"
            "      (members as above)\n"
            "Returns: nothing\n");
}

TEST(SchemaText, TellsTheDataOfAnEvent) {
  EXPECT_EQ(cli::schema_help(schema(), "GONE"), "Data:\n  name: str\n  value: any, optional\n");
}

TEST(SchemaText, KnowsWhatThereIsNot) {
  EXPECT_FALSE(cli::schema_help(schema(), "no-such"));
  EXPECT_FALSE(cli::schema_help(schema(), "5"));
}

}  // namespace
