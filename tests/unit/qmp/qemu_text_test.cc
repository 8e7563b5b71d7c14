// The bytes are those that QEMU 7.2 and 11.1 write for the same value.

#include "qmp/qemu_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace qmp {
namespace {

std::string again(const char* text) { return qemu_text(Json::parse(text)); }

TEST(QemuText, HasABlankBehindColonsAndCommas) {
  EXPECT_EQ(again(R"({"return":{},"id":[1,{"b":null,"a":[]},true]})"),
            R"({"return": {}, "id": [1, {"b": null, "a": []}, true]})");
}

TEST(QemuText, IsAsciiWithUpperCaseEscapes) {
  EXPECT_EQ(again(R"("\u00e4\u007f\u0001\u001f\ud83d\ude00\u0000")"),
            R"("\u00E4\u007F\u0001\u001F\uD83D\uDE00\u0000")");
  EXPECT_EQ(again(R"({"\u00e4":"\b\f\n\r\t\"\\\/u00e4"})"),
            R"({"\u00E4": "\b\f\n\r\t\"\\/u00e4"})");
}

TEST(QemuText, WritesWhatIsNotUtf8AsAReplacement) {
  EXPECT_EQ(qemu_text(std::string("a\xFF")), R"("a\uFFFD")");
}

TEST(QemuText, KeepsIntegersExact) {
  EXPECT_EQ(again("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(again("-9223372036854775808"), "-9223372036854775808");
}

TEST(QemuText, WritesOtherNumbersWith17Digits) {
  EXPECT_EQ(again("0.1"), "0.10000000000000001");
  EXPECT_EQ(again("1.0"), "1");
  EXPECT_EQ(again("1e22"), "1e+22");
  EXPECT_EQ(qemu_text(-0.0), "-0");
  EXPECT_EQ(qemu_text(std::numeric_limits<double>::infinity()), "inf");
}

}  // namespace
}  // namespace qmp
