// The sentences are QEMU's, 7.2 and 11.1.

#include "qmp/command_fault.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

std::string fault(const char* text) { return command_fault(Json::parse(text)); }
std::string refused(const char* text) { return capabilities_fault(Json::parse(text)); }

TEST(CommandFault, IsEmptyForACommand) {
  EXPECT_EQ(fault(R"({"execute":"a"})"), "");
  EXPECT_EQ(fault(R"({"id":{},"arguments":{},"execute":""})"), "");
}

TEST(CommandFault, NamesTheMember) {
  for (auto value : {"[]", "\"x\"", "5", "null", "true"})
    EXPECT_EQ(fault(value), "QMP input must be a JSON object") << value;
  EXPECT_EQ(fault("{}"), "QMP input lacks member 'execute'");
  EXPECT_EQ(fault(R"({"execute":1})"), "QMP input member 'execute' must be a string");
  EXPECT_EQ(fault(R"({"execute":"a","arguments":[]})"),
            "QMP input member 'arguments' must be an object");
  EXPECT_EQ(fault(R"({"execute":"a","x":1})"), "QMP input member 'x' is unexpected");
  EXPECT_EQ(fault(R"({"exec-oob":"a"})"), "QMP input member 'exec-oob' is unexpected");
}

TEST(CapabilitiesFault, IsEmptyWhereNothingIsEnabled) {
  EXPECT_EQ(refused("{}"), "");
  EXPECT_EQ(refused(R"({"enable":[]})"), "");
}

TEST(CapabilitiesFault, NamesTheParameter) {
  EXPECT_EQ(refused(R"({"foo":1})"), "Parameter 'foo' is unexpected");
  EXPECT_EQ(refused(R"({"enable":[],"foo":1})"), "Parameter 'foo' is unexpected");
  EXPECT_EQ(refused(R"({"enable":["oob"],"foo":1})"), "Parameter 'foo' is unexpected");
  EXPECT_EQ(refused(R"({"enable":1})"), "Invalid parameter type for 'enable', expected: array");
  EXPECT_EQ(refused(R"({"enable":["oob",7]})"),
            "Invalid parameter type for 'enable[1]', expected: string");
  EXPECT_EQ(refused(R"({"enable":["bogus"],"foo":1})"),
            "Parameter 'null' does not accept value 'bogus'");
}

TEST(CapabilitiesFault, IsWhatAMonitorWithoutOutOfBandCommandsSays) {
  EXPECT_EQ(refused(R"({"enable":["oob","oob"]})"), "Capability oob not available");
}

}  // namespace
}  // namespace qmp
