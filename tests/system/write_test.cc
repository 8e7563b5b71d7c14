// Values written with a shell's habits arrive in QEMU with the right JSON type, as the second
// monitor sees it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "support/attribute_file.h"
#include "support/expected.h"
#include "support/mounted_machine.h"
#include "support/system_test.h"

namespace {

using support::Json;
using support::MountedMachine;

class Writing : public support::SystemTest {};

struct Row {
  std::string object;
  std::string property;
  std::string text;
  Json value;  // what QMP is to say afterwards
};

/// One machine for all rows; each row is an echo, read back through the probe and through the
/// mount.
void expect_echoes(const std::vector<Row>& rows) {
  MountedMachine vm;
  for (const Row& row : rows) {
    SCOPED_TRACE("echo " + row.text + " > " + row.object + "/" + row.property);
    const std::string file = vm(row.object + "/" + row.property);
    const support::Outcome echo =
        support::run("echo " + support::shell_word(row.text) + " > " + file);
    EXPECT_EQ(echo.status, 0) << echo.err;
    EXPECT_EQ(vm.probe.value(row.object, row.property), row.value);
    EXPECT_EQ(support::read_file(file).text, support::expected_text(row.value));
  }
}

TEST_F(Writing, AnIntegerTakesDecimalAndHex) {
  expect_echoes({{"/objects/io0", "poll-max-ns", "4096", 4096},
                 {"/objects/io0", "poll-max-ns", "0", 0},
                 {"/objects/io0", "poll-max-ns", "0x1F40", 8000},
                 {"/objects/io0", "poll-max-ns", "9223372036854775807", 9223372036854775807},
                 {"/machine/peripheral/bal0", "guest-stats-polling-interval", "2", 2}});
}

TEST_F(Writing, ASizeTakesSuffixes) {
  expect_echoes({{"/machine", "max-ram-below-4g", "2147483648", 2147483648},
                 {"/machine", "max-ram-below-4g", "1G", 1073741824},
                 {"/machine", "max-ram-below-4g", "2048M", 2147483648},
                 {"/machine", "max-ram-below-4g", "1048576K", 1073741824},
                 {"/machine", "max-ram-below-4g", "0x80000000", 2147483648}});
}

TEST_F(Writing, ABoolTakesEveryUsualWord) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"false", "true"}, {"off", "on"}, {"no", "yes"}, {"0", "1"}};
  std::vector<Row> rows;
  for (const auto& [no, yes] : words) {
    rows.push_back({"/objects/mb0", "dump", no, false});
    rows.push_back({"/objects/mb0", "dump", yes, true});
  }
  expect_echoes(rows);
}

TEST_F(Writing, AStringIsTakenRaw) {
  expect_echoes({{"/machine", "append", "quiet splash", "quiet splash"},
                 {"/machine", "append", "true", "true"},
                 {"/machine", "append", "42", "42"},
                 {"/machine", "append", "{\"a\": 1}", "{\"a\": 1}"},
                 {"/machine", "append", "\"quoted\" \\ back", "\"quoted\" \\ back"},
                 {"/machine", "append", "Grüße", "Grüße"},
                 {"/machine", "append", "", ""},
                 {"/objects/sec0", "data", "another secret", "another secret"}});
}

TEST_F(Writing, AnEnumTakesItsWord) {
  expect_echoes({{"/objects/mb0", "policy", "bind", "bind"},
                 {"/objects/mb0", "policy", "preferred", "preferred"},
                 {"/objects/mb0", "policy", "default", "default"}});
}

/// `host-nodes` calls itself an int and is an array: what can be read can be written.
TEST_F(Writing, AnArrayThatIsDeclaredOtherwiseTakesWhatItReads) {
  expect_echoes({{"/objects/mb0", "host-nodes", "[0]", Json::array({0})}});
}

TEST_F(Writing, APrintedLineWithoutNewlineIsTheSameValue) {
  MountedMachine vm;
  EXPECT_EQ(support::run("printf 4097 > " + vm("/objects/io0/poll-max-ns")).status, 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 4097);
}

TEST_F(Writing, AScalarIgnoresTheOffset) {
  MountedMachine vm;
  const std::string file = vm("/objects/io0/poll-max-ns");
  EXPECT_EQ(support::run("{ echo 1; echo 2; } > " + file).status, 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 2);
  EXPECT_EQ(support::run("echo 3 >> " + file).status, 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 3);
  EXPECT_EQ(support::run("echo 4 | tee -a " + file).status, 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 4);
  EXPECT_EQ(support::run("echo 5 | dd of=" + file + " seek=7 bs=1k conv=notrunc").status, 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 5);
}

TEST_F(Writing, TruncationAloneChangesNothing) {
  MountedMachine vm;
  ASSERT_TRUE(vm.probe.set("/objects/io0", "poll-max-ns", 4096).ok);
  EXPECT_EQ(support::run(": > " + vm("/objects/io0/poll-max-ns")).status, 0);
  EXPECT_EQ(truncate(vm("/objects/io0/poll-max-ns").c_str(), 0), 0);
  EXPECT_EQ(vm.probe.value("/objects/io0", "poll-max-ns"), 4096);
}

}  // namespace
