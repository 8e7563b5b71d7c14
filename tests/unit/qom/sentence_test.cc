#include "qom/sentence.h"

#include <gtest/gtest.h>

#include <string>

namespace {

struct Row {
  const char* sentence;
  const char* written;
  const char* fit;
};

void expect(const Row& row) {
  EXPECT_EQ(qom::without_values(row.sentence, row.written), row.fit) << row.sentence;
}

TEST(Sentence, KeepsWhatQuotesNoValue) {
  for (const char* sentence :
       {"timer value must be greater than zero", "Property 'iothread.poll' is not writable",
        "Property 'x.y' not found", "Parameter 'polling' expects int32_t",
        "Invalid parameter type for 'polling', expected: integer", "No crash occurred",
        "Attempt to set property 'polling' on device 'bal0' (type 'virtio') after it was realized",
        "it isn't possible, and can't be"})
    expect({sentence, "77", sentence});
}

TEST(Sentence, LosesWhatItQuotesThatIsNoName) {
  expect({"Parameter 'sync' does not accept value 'hunter2'", "hunter2",
          "Parameter 'sync' does not accept value '...'"});
  expect({"Invalid parameter 'hunter2'", "hunter2", "Invalid parameter '...'"});
  expect({"Device 'hunter2' not found", "hunter2", "Device '...' not found"});
  expect({"Device '/machine/x' not found", "", "Device '...' not found"});
  expect({"Property 'blk.drive' can't find value 'a b'", "",
          "Property 'blk.drive' can't find value '...'"});
  expect({"cannot open \"/etc/keys\": Permission denied", "",
          "cannot open \"...\": Permission denied"});
  expect({"bad value 'it's mine'", "", "bad value '...'"});
  expect({"bad value 'never closed", "", "bad value '..."});
}

TEST(Sentence, LosesWhatWasWrittenWhereverItStands) {
  expect({"The bootindex 7 has already been used", "7", "The bootindex ... has already been used"});
  expect({"port 1017 is not 17", "17", "port 1017 is not ..."});
  expect({"cannot load hunter2.so", "hunter2", "cannot load ....so"});
  expect({"Property 'hunter2' not found", "hunter2", "Property '...' not found"});
  expect({"the limit is 16, not 32", "0x10", "the limit is ..., not 32"});
  expect({"8388608 bytes are too many", "8M", "... bytes are too many"});
  expect({"bad value 'x' y'", "x' y", "bad value '...'"});
}

TEST(Sentence, LosesEachPartOfWrittenJson) {
  expect({"user root, password hunter2, uid 12, key 4.5",
          R"({"a":["root",{"b":"hunter2"}],"c":12,"d":4.5})",
          "user ..., password ..., uid ..., key ..."});
}

TEST(Sentence, IsNotRepeatedWhenItIsEndless) {
  EXPECT_EQ(qom::without_values(std::string(2000, 'x'), ""), std::string(2000, 'x'));
  EXPECT_LT(qom::without_values(std::string(2001, 'x'), "").size(), 100u);
}

TEST(Sentence, MayBeNothingOrAboutNothing) {
  expect({"", "hunter2", ""});
  expect({"a plain sentence", "", "a plain sentence"});
}

/// What hides one word is not searched for the next.
TEST(Sentence, GrowsWithNothingThatIsWritten) {
  std::string written = R"(["boolean")";
  for (int i = 0; i < 40; ++i) written += R"(,".")";
  std::string fit = qom::without_values("not boolean: a.b", written + "]");
  EXPECT_LT(fit.size(), 40u);
  EXPECT_EQ(fit.find("boolean"), std::string::npos);
  EXPECT_LT(qom::without_values("no.", std::string(1 << 20, '.')).size(), 100u);
}

}  // namespace
