#include "qmp/wire_text.h"

#include "qmp/message.h"
#include "qmp/request_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <variant>

namespace qmp {
namespace {

/// What a client of a share sent, as QEMU gets it.
std::string passed_on(const std::string& arguments) {
  RequestReader reader(arguments.size() + 1);
  reader.feed(arguments);
  return wire_text(std::get<Request>(reader.next().value()).value);
}

/// QEMU takes it as a number, and refuses it where it wants none; null may mean something else.
TEST(WireText, KeepsANumberBeyondADouble) {
  EXPECT_EQ(passed_on(R"({"a":1e400})"), R"({"a":1e400})");
  EXPECT_EQ(passed_on(R"({"a":[null,-1e400,{"b\"":1E999,"c":{}}],"d":"x"})"),
            R"({"a":[null,-1e400,{"b\"":1e400,"c":{}}],"d":"x"})");
  EXPECT_EQ(Command("x", {{"a", HUGE_VAL}}).wire_text(1),
            R"({"execute":"x","arguments":{"a":1e400},"id":1})");
}

/// As QEMU reads them itself: integers of 64 bits exactly, everything else as a double.
TEST(WireText, KeepsWhatQemuReads) {
  EXPECT_EQ(passed_on(R"({"a":[18446744073709551615,-9223372036854775808,9007199254740993]})"),
            R"({"a":[18446744073709551615,-9223372036854775808,9007199254740993]})");
  EXPECT_EQ(passed_on(R"({"a":[1E5,0.1,5e-324,-0.0,1.0]})"),
            R"({"a":[100000.0,0.1,5e-324,-0.0,1.0]})");
  EXPECT_EQ(passed_on(R"({"a":[-0,18446744073709551616,-9223372036854775809]})"),
            R"({"a":[0,1.8446744073709552e+19,-9.223372036854776e+18]})");
}

TEST(WireText, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(wire_text("a\xff"), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(wire_text(Json::array({"a\xff", HUGE_VAL})), "[\"a\xef\xbf\xbd\",1e400]");
}

}  // namespace
}  // namespace qmp
