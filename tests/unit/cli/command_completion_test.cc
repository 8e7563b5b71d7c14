#include "cli/command_completion.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace {

using qmp::Json;
using Names = std::vector<std::string>;

const qmp::Schema& schema() {
  static const qmp::Schema schema = qmp::Schema::parse(Json::parse(R"([
    {"name":"str","meta-type":"builtin","json-type":"string"},
    {"name":"bool","meta-type":"builtin","json-type":"boolean"},
    {"name":"0","meta-type":"object","members":[]},
    {"name":"kind","meta-type":"enum","values":["file","raw"]},
    {"name":"file","meta-type":"object","members":[{"name":"filename","type":"str"}]},
    {"name":"raw","meta-type":"object","members":[{"name":"file","type":"ref"},{"name":"size","type":"str"}]},
    {"name":"node","meta-type":"object","tag":"driver","members":[{"name":"driver","type":"kind"},
      {"name":"read-only","type":"bool"},{"name":"cache","type":"cache"}],
     "variants":[{"case":"file","type":"file"},{"case":"raw","type":"raw"}]},
    {"name":"cache","meta-type":"object","members":[{"name":"direct","type":"bool"}]},
    {"name":"ref","meta-type":"alternate","members":[{"type":"str"},{"type":"node"}]},
    {"name":"path","meta-type":"object","members":[{"name":"path","type":"str"},{"name":"property","type":"str"}]},
    {"name":"id","meta-type":"object","members":[{"name":"id","type":"str"}]},
    {"name":"device","meta-type":"object","members":[{"name":"driver","type":"str"},{"name":"id","type":"str"}]},
    {"name":"act","meta-type":"enum","values":["abort","add"]},
    {"name":"action","meta-type":"object","tag":"type","members":[{"name":"type","type":"act"}],
     "variants":[{"case":"abort","type":"abort-data"},{"case":"add","type":"add-data"}]},
    {"name":"abort-data","meta-type":"object","members":[{"name":"data","type":"0"}]},
    {"name":"add-data","meta-type":"object","members":[{"name":"data","type":"cache"}]},
    {"name":"[action]","meta-type":"array","element-type":"action"},
    {"name":"actions","meta-type":"object","members":[{"name":"actions","type":"[action]"}]},
    {"name":"blockdev-add","meta-type":"command","arg-type":"node","ret-type":"0"},
    {"name":"qom-get","meta-type":"command","arg-type":"path","ret-type":"0"},
    {"name":"object-del","meta-type":"command","arg-type":"id","ret-type":"0"},
    {"name":"device_add","meta-type":"command","arg-type":"device","ret-type":"0"},
    {"name":"type","meta-type":"object","members":[{"name":"typename","type":"str"}]},
    {"name":"device-list-properties","meta-type":"command","arg-type":"type","ret-type":"0"},
    {"name":"qom-list-properties","meta-type":"command","arg-type":"type","ret-type":"0"},
    {"name":"transaction","meta-type":"command","arg-type":"actions","ret-type":"0"}])"))
                                        .value();
  return schema;
}

/// What the machine answers, by the command's text.
const std::map<std::string, std::string> answers = {
    {R"({"execute":"qom-list","arguments":{"path":"/"},"id":0})",
     R"([{"name":"machine","type":"child<container>"},{"name":"type","type":"string"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine"},"id":0})",
     R"([{"name":"bal0","type":"child<balloon>"},{"name":"bus","type":"link<bus>"},{"name":"ram","type":"size"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/objects"},"id":0})",
     R"([{"name":"io0","type":"child<iothread>"},{"name":"type","type":"string"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine/peripheral"},"id":0})",
     R"([{"name":"net0","type":"child<e1000e>"},{"name":"type","type":"string"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine/unattached"},"id":0})",
     R"([{"name":"device[2]","type":"child<e1000>"},{"name":"device[3]","type":"child<e1000>"},
         {"name":"io[0]","type":"child<e-region>"},{"name":"bus","type":"link<eisa>"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine/unattached/io[0]"},"id":0})",
     R"([{"name":"type","type":"string"},{"name":"size","type":"uint64"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine/peripheral/net0"},"id":0})",
     R"([{"name":"realized","type":"bool"}])"},
    {R"({"execute":"qom-list","arguments":{"path":"/machine/unattached/device[2]"},"id":0})",
     R"([{"name":"type","type":"string"},{"name":"realized","type":"bool"},{"name":"mac","type":"str"},
         {"name":"netdev","type":"str"},{"name":"rom[0]","type":"child<memory-region>"},
         {"name":"irq[0]","type":"link<irq>"},{"name":"parent_bus","type":"link<bus>"},
         {"name":"legacy-mac","type":"str"},{"name":"memdev","type":"link<memory-backend>"}])"},
};

/// All that was asked.
Names asked;

cli::asio::awaitable<qmp::Result<Json>> answer(qmp::Command command) {
  asked.push_back(command.wire_text(0));
  auto found = answers.find(asked.back());
  if (found == answers.end()) co_return support::refusal("no");
  co_return Json::parse(found->second);
}

cli::Completion complete(const std::string& line, bool in_transaction = false) {
  cli::CommandCompletion completion(schema(), answer);
  return support::run(completion.complete(line, in_transaction));
}

Names names(const std::string& line, bool in_transaction = false) {
  return complete(line, in_transaction).candidates;
}

TEST(CommandCompletion, OffersCommands) {
  EXPECT_EQ(names("qom-g"), Names{"qom-get"});
  EXPECT_EQ(names("h"), Names{"help"});
  EXPECT_EQ(names("trans"), (Names{"transaction", "transaction("}));
  EXPECT_EQ(names("help qom-g"), Names{"qom-get"});
  EXPECT_EQ(names("nothing"), Names{});
  EXPECT_EQ(complete("  qom").from, 2u);
}

TEST(CommandCompletion, OffersArgumentsThatAreNotGivenYet) {
  EXPECT_EQ(names("qom-get "), (Names{"path=", "property="}));
  EXPECT_EQ(names("qom-get path=/ "), Names{"property="});
  EXPECT_EQ(names("no-such-command "), Names{});
}

TEST(CommandCompletion, FollowsTheVariantThatIsChosen) {
  EXPECT_EQ(names("blockdev-add f"), (Names{"filename=", "file=", "file."}));
  EXPECT_EQ(names("blockdev-add driver=raw f"), (Names{"file=", "file."}));
  EXPECT_EQ(names("blockdev-add driver=file f"), Names{"filename="});
}

TEST(CommandCompletion, DescendsByDots) {
  EXPECT_EQ(names("blockdev-add c"), Names{"cache."});
  EXPECT_EQ(names("blockdev-add cache.d"), Names{"direct="});
  EXPECT_EQ(complete("blockdev-add cache.d").from, 19u);
  EXPECT_EQ(names("blockdev-add driver=raw file.driver=file file.fi"), Names{"filename="});
  EXPECT_EQ(names("blockdev-add driver=raw file.driver=r"), Names{"raw"});
}

TEST(CommandCompletion, OffersValues) {
  EXPECT_EQ(names("blockdev-add driver="), (Names{"file", "raw"}));
  EXPECT_EQ(names("blockdev-add read-only=t"), Names{"true"});
  EXPECT_EQ(names("blockdev-add driver=raw size="), Names{});
}

TEST(CommandCompletion, OffersObjectsAndProperties) {
  EXPECT_EQ(names("qom-get path="), Names{"/"});
  EXPECT_EQ(names("qom-get path=/"), Names{"machine/"});
  EXPECT_EQ(names("qom-get path=/machine/b"), (Names{"bal0/", "bus/"}));
  EXPECT_EQ(complete("qom-get path=/machine/b").from, 22u);
  EXPECT_EQ(names("qom-get path=/machine/ property=r"), Names{"ram"});
  EXPECT_EQ(names("qom-get path=/no/such/"), Names{});
  EXPECT_EQ(names("object-del id="), Names{"io0"});
}

TEST(CommandCompletion, OffersTheDriversOfTheMachinesDevices) {
  const Names drivers = {"e1000", "e1000e"};
  EXPECT_EQ(names("device_add driver="), drivers);
  EXPECT_EQ(names("device_add driver=e"), drivers);
  EXPECT_EQ(names("device_add driver=e1000e"), Names{"e1000e"});
  EXPECT_EQ(names("device_add driver=virtio-"), Names{});
  EXPECT_EQ(names("device-list-properties typename=e"), drivers);
}

TEST(CommandCompletion, AsksOneDeviceOfEachDriver) {
  asked.clear();
  complete("device_add driver=e1000");
  EXPECT_EQ(std::count_if(
                asked.begin(), asked.end(),
                [](const std::string& command) { return command.find("device[") != command.npos; }),
            1);
}

TEST(CommandCompletion, OffersThePropertiesOfTheMachinesDevices) {
  EXPECT_EQ(names("device_add driver=e1000 "), (Names{"id=", "mac=", "netdev=", "memdev="}));
  EXPECT_EQ(names("device_add driver=e1000 m"), (Names{"mac=", "memdev="}));
}

TEST(CommandCompletion, OffersNoPropertiesOfADriverThatNoDeviceHas) {
  EXPECT_EQ(names("device_add driver=virtio-vga-gl "), Names{"id="});
  EXPECT_EQ(names("device_add "), (Names{"driver=", "id="}));
}

/// All that QEMU tells of types can end it: qom-list-types by a module of another build, the two
/// that list properties by making an object of the type.
TEST(CommandCompletion, AsksNothingButWhatObjectsThereAre) {
  asked.clear();
  Names lines = {"device-list-properties typename=e1000",
                 "qom-list-properties typename=pc-machine"};
  for (const auto& [command, about] : schema().commands()) {
    for (const char* more :
         {" ", " driver=e1000 ", " driver=virtio-vga-gl ", " driver=e", " id=", " typename=e1000",
          " typename=", " qom-type=", " path=/machine", " path=/ property=", " driver=e1000 mac="})
      lines.push_back(command + more);
  }
  for (const std::string& line : lines) complete(line);
  EXPECT_FALSE(asked.empty());
  for (const std::string& command : asked)
    EXPECT_TRUE(command.starts_with(R"({"execute":"qom-list",)")) << command;
}

TEST(CommandCompletion, OffersActionsInATransaction) {
  EXPECT_EQ(names("a", true), (Names{"abort", "add"}));
  EXPECT_EQ(names("transaction( ad"), Names{"add"});
  EXPECT_EQ(names("add ", true), Names{"direct="});
  EXPECT_EQ(names("transaction( add direct=f"), Names{"false"});
  EXPECT_EQ(names("abort ", true), Names{});
}

TEST(CommandCompletion, OffersNothingInsideQuotes) {
  EXPECT_EQ(names("qom-get path='/"), Names{});
  EXPECT_EQ(names("blockdev-add 'x\" driver=r"), Names{});
}

}  // namespace
