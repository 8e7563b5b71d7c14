#include "cli/tree_reader.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Names = std::vector<std::string>;

class TreeReader : public ::testing::Test {
 protected:
  TreeReader() {
    monitor_.add_object("/machine", "a-machine");
    monitor_.add_object("/machine/dev[10]", "device");
    monitor_.add_object("/machine/dev[2]", "device");
    monitor_.add_object("/objects", "container");
    monitor_.set_property("/machine", "ram", "size", 128);
    monitor_.set_property("/machine", "bus", "link<bus>", "/objects");
  }

  qmp::Result<std::unique_ptr<cli::ObjectNode>> read(const std::string& path = "/",
                                                     cli::TreeReader::Wanted wanted = {}) {
    support::asio::io_context loop;
    cli::TreeReader reader(monitor_, loop.get_executor(), wanted);
    return support::run(loop, reader.read(*qom::Path::parse(path)));
  }

  static void collect(const cli::ObjectNode& object, Names& paths) {
    paths.push_back(object.path.text());
    for (const auto& child : object.children) collect(*child, paths);
  }

  static Names paths_of(const cli::ObjectNode& top) {
    Names paths;
    collect(top, paths);
    return paths;
  }

  static const cli::ReadProperty& find(const cli::ObjectNode& object, const std::string& name) {
    auto found = std::find_if(object.properties.begin(), object.properties.end(),
                              [&](const auto& read) { return read.property.name == name; });
    if (found == object.properties.end()) throw std::runtime_error("no property " + name);
    return *found;
  }

  Names sorted_calls() const {
    Names calls = monitor_.calls();
    std::sort(calls.begin(), calls.end());
    return calls;
  }

  support::FakeMonitor monitor_;
};

const Names all = {"/", "/machine", "/machine/dev[2]", "/machine/dev[10]", "/objects"};

TEST_F(TreeReader, ReadsObjectByObjectFromAnOlderQemu) {
  auto top = read();
  EXPECT_EQ(paths_of(**top), all);
  EXPECT_EQ(sorted_calls(),
            (Names{"get / type", "get /machine bus", "get /machine ram", "list /", "list /machine",
                   "list /machine/dev[10]", "list /machine/dev[2]", "list /objects"}));
}

TEST_F(TreeReader, ReadsInBatchesFromANewerQemu) {
  monitor_.set_batch_limit(32);
  auto top = read();
  EXPECT_EQ(paths_of(**top), all);
  EXPECT_EQ(monitor_.count("describe"), monitor_.calls().size());
  EXPECT_LE(monitor_.calls().size(), 5u);
}

TEST_F(TreeReader, TellsTheSameHoweverItReads) {
  const qmp::Json one_by_one = cli::to_json_list(**read());
  monitor_.set_batch_limit(2);
  EXPECT_EQ(cli::to_json_list(**read()), one_by_one);
  const qmp::Json machine = one_by_one.at(1);
  EXPECT_EQ(machine.at("type"), "a-machine");
  EXPECT_EQ(machine.at("properties").dump(),
            R"([{"name":"bus","type":"link<bus>","value":"/objects"},)"
            R"({"name":"dev[2]","type":"child<device>"},{"name":"dev[10]","type":"child<device>"},)"
            R"({"name":"ram","type":"size","value":128},)"
            R"({"name":"type","type":"string","value":"a-machine"}])");
}

TEST_F(TreeReader, StopsAtTheDepth) {
  EXPECT_EQ(paths_of(**read("/", {.depth = 1})), (Names{"/", "/machine", "/objects"}));
  EXPECT_EQ(paths_of(**read("/machine", {.depth = 0})), (Names{"/machine"}));
}

TEST_F(TreeReader, AsksForNoValuesThatNobodyWants) {
  for (std::size_t limit : {0, 32}) {
    monitor_.set_batch_limit(limit);
    monitor_.forget_calls();
    read("/machine", {.depth = 0, .values = false}).value();
    EXPECT_EQ(monitor_.calls(), (Names{"list /machine"}));
  }
}

TEST_F(TreeReader, LeavesOutWhatVanishes) {
  monitor_.fail("list /machine/dev[2]", support::refusal("gone", "DeviceNotFound"));
  EXPECT_EQ(paths_of(**read()), (Names{"/", "/machine", "/machine/dev[10]", "/objects"}));
}

TEST_F(TreeReader, LosesOnlyTheOneThatVanishesFromABatch) {
  for (int device = 20; device < 30; ++device)
    monitor_.add_object("/objects/o" + std::to_string(device), "thing");
  monitor_.set_batch_limit(32);
  monitor_.set_property("/objects", "o25x", "child<thing>", "/objects/o25x");
  const Names paths = paths_of(**read());
  EXPECT_EQ(paths.size(), all.size() + 10);
  EXPECT_EQ(std::count(paths.begin(), paths.end(), "/objects/o25x"), 0);
}

TEST_F(TreeReader, KeepsWhyAValueCannotBeRead) {
  monitor_.fail("get /machine ram", support::refusal("No RAM today"));
  auto top = read("/machine", {.depth = 0});
  EXPECT_FALSE(find(**top, "ram").value);
  EXPECT_EQ(find(**top, "ram").refusal, "No RAM today");
}

/// As `inf` does, or a string of more than 10 MiB.
TEST_F(TreeReader, HidesOnlyTheValueThatBreaksTheAnswer) {
  for (auto failure : {qmp::Failure::malformed, qmp::Failure::too_large}) {
    for (std::size_t limit : {0, 1, 2, 32}) {
      SCOPED_TRACE(limit);
      monitor_.stop_failing();
      monitor_.set_batch_limit(limit);
      monitor_.fail("describe /machine", {failure, "no sense"});
      monitor_.fail("get /machine ram", {failure, "no sense"});
      auto top = read();
      ASSERT_TRUE(top) << top.error().text;
      EXPECT_EQ(paths_of(**top), all);
      const cli::ObjectNode& machine = *(*top)->children.front();
      EXPECT_EQ(find(machine, "ram").refusal, "no sense");
      EXPECT_EQ(find(machine, "bus").value, "/objects");
    }
  }
}

TEST_F(TreeReader, AsksForTheHalvesOfABatchThatBreaks) {
  for (int i = 0; i < 64; ++i) {
    monitor_.add_object("/objects/o" + std::to_string(i), "thing");
    monitor_.set_property("/objects/o" + std::to_string(i), "x", "int", i);
  }
  monitor_.set_batch_limit(32);
  monitor_.set_property("/objects", "o7x", "child<thing>", "/objects/o7x");
  EXPECT_EQ(paths_of(**read("/objects")).size(), 65u);
  EXPECT_LE(monitor_.count("describe"), 20u) << "32 if each were asked alone";
}

TEST_F(TreeReader, KeepsAnObjectWhoseListingBreaks) {
  monitor_.fail("list /machine/dev[2]", {qmp::Failure::malformed, "no sense"});
  auto top = read();
  EXPECT_EQ(paths_of(**top), all);
  EXPECT_EQ((*top)->children.front()->children.front()->refusal, "no sense");
}

TEST_F(TreeReader, FailsWithTheFirstObject) {
  for (std::size_t limit : {0, 32}) {
    monitor_.set_batch_limit(limit);
    EXPECT_EQ(read("/no-such").error().failure, qmp::Failure::refused);
  }
}

TEST_F(TreeReader, FailsWithTheConnection) {
  for (const char* call : {"list /machine", "get /machine ram"}) {
    monitor_.stop_failing();
    monitor_.fail(call, {qmp::Failure::lost, "gone"});
    EXPECT_EQ(read().error().failure, qmp::Failure::lost);
  }
}

TEST_F(TreeReader, EndsThoughAnObjectHoldsItself) {
  monitor_.set_property("/machine", "", "child<a-machine>", "/machine");
  monitor_.set_property("/machine", "a/b", "child<thing>", "/machine/a/b");
  EXPECT_EQ(paths_of(**read()), all);
}

}  // namespace
