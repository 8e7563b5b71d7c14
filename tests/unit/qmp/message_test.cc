#include "qmp/message.h"

#include "support/fake_qemu.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

template <class T>
T parse_as(std::string_view text) {
  return std::get<T>(parse_message(text));
}

TEST(Command, IsSentAsTheShortestText) {
  EXPECT_EQ(Command("query-status").wire_text(7), R"({"execute":"query-status","id":7})");
  Json arguments = Json::parse(R"({"b": 1, "a": [true, null]})");
  EXPECT_EQ(Command("x", arguments).wire_text(99),
            R"({"execute":"x","arguments":{"b":1,"a":[true,null]},"id":99})");
}

TEST(Command, EmptyArgumentsAreNotSent) {
  EXPECT_EQ(Command("x", Json::object()).wire_text(1), R"({"execute":"x","id":1})");
}

TEST(Command, BytesThatAreNotUtf8TravelAsReplacementCharacters) {
  Json arguments = Json::object();
  arguments["a"] = std::string("\xff");
  EXPECT_EQ(Command("x", arguments).wire_text(1),
            "{\"execute\":\"x\",\"arguments\":{\"a\":\"\xef\xbf\xbd\"},\"id\":1}");
}

TEST(Command, MustFinishOnlyIfSaid) {
  EXPECT_FALSE(Command("x").must_finish());
  EXPECT_TRUE(Command("x").finish_once_sent().must_finish());
}

TEST(Message, ReadsAGreeting) {
  auto greeting = parse_as<Greeting>(
      R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"Debian"},"capabilities":["oob"]}})");
  EXPECT_EQ(greeting.major, 7);
  EXPECT_EQ(greeting.minor, 2);
  EXPECT_EQ(greeting.micro, 22);
  EXPECT_TRUE(greeting.oob);
}

TEST(Message, AGreetingOffersOobOnlyInItsList) {
  for (auto text : {R"({"QMP":{"capabilities":[]}})", R"({"QMP":{"capabilities":["x"]}})",
                    R"({"QMP":{}})", R"({"QMP":{"capabilities":"oob"}})",
                    R"({"QMP":{"capabilities":{"oob":1}}})", R"({"QMP":5})"})
    EXPECT_FALSE(parse_as<Greeting>(text).oob) << text;
}

TEST(Message, AGreetingOfAnyShapeIsSurvived) {
  for (auto text : {R"({"QMP":null})", R"({"QMP":[]})", R"({"QMP":{"version":5}})",
                    R"({"QMP":{"version":{"qemu":[]}}})",
                    R"({"QMP":{"version":{"qemu":{"major":"7","minor":1.5}}}})"}) {
    auto greeting = parse_as<Greeting>(text);
    EXPECT_EQ(greeting.major, 0) << text;
    EXPECT_EQ(greeting.minor, 0) << text;
  }
}

TEST(Message, ReadsAnAnswer) {
  auto reply = parse_as<Reply>(R"({"return": {"b": 1, "a": 2}, "id": 3})");
  EXPECT_EQ(reply.id, 3u);
  ASSERT_TRUE(reply.outcome);
  EXPECT_EQ(reply.outcome->dump(), R"({"b":1,"a":2})");
}

TEST(Message, AnAnswerMayBeNull) {
  auto reply = parse_as<Reply>(R"({"return": null, "id": 3})");
  ASSERT_TRUE(reply.outcome);
  EXPECT_TRUE(reply.outcome->is_null());
}

TEST(Message, KeepsNumbersExact) {
  for (std::string number :
       {"18446744073709551615", "-9223372036854775808", "9223372036854775808", "0", "-1", "0.1"})
    EXPECT_EQ(parse_as<Reply>(R"({"return":)" + number + "}").outcome->dump(), number);
}

TEST(Message, ReadsARefusal) {
  auto reply = parse_as<Reply>(
      R"({"id": 4, "error": {"class": "DeviceNotFound", "desc": "Device 'x' not found"}})");
  EXPECT_EQ(reply.id, 4u);
  ASSERT_FALSE(reply.outcome);
  EXPECT_EQ(reply.outcome.error().failure, Failure::refused);
  EXPECT_EQ(reply.outcome.error().class_name, "DeviceNotFound");
  EXPECT_EQ(reply.outcome.error().text, "Device 'x' not found");
}

TEST(Message, ARefusalOfAnyShapeHasASentence) {
  for (auto text : {R"({"error":null})", R"({"error":"x"})", R"({"error":{"desc":5,"class":[]}})",
                    R"({"error":{}})"}) {
    auto reply = parse_as<Reply>(text);
    ASSERT_FALSE(reply.outcome) << text;
    EXPECT_EQ(reply.outcome.error().text, "QEMU refused without saying why");
    EXPECT_EQ(reply.outcome.error().class_name, "");
  }
}

TEST(Message, AnIdThatIsNotOursIsNone) {
  for (std::string id :
       {"null", "\"1\"", "-1", "1.0", "[1]", "{}", "true", "4294967296", "18446744073709551615"})
    EXPECT_EQ(parse_as<Reply>(R"({"return":{},"id":)" + id + "}").id, foreign_id) << id;
  EXPECT_EQ(parse_as<Reply>(R"({"return":{}})").id, std::nullopt);
  EXPECT_EQ(parse_as<Reply>(R"({"return":{},"id":4294967295})").id, 4294967295u);
}

TEST(Message, ReadsAnEvent) {
  auto event = parse_as<Event>(
      R"({"timestamp":{"seconds":1,"microseconds":2},"event":"DEVICE_DELETED","data":{"path":"/machine"}})");
  EXPECT_EQ(event.name, "DEVICE_DELETED");
  EXPECT_EQ(event.data["path"], "/machine");
}

TEST(Message, AnEventWithoutDataHasNull) {
  EXPECT_TRUE(parse_as<Event>(R"({"event":"STOP"})").data.is_null());
}

/// virt-qemu-qmp-proxy writes the text that libvirt gives it.
TEST(Message, DataOfAnEventThatIsJsonTextIsReadOnce) {
  auto data_of = [](const std::string& data) {
    return parse_as<Event>(R"({"event":"X","data":)" + data + "}").data.dump();
  };
  EXPECT_EQ(data_of(R"("{\"path\":\"/machine\",\"n\":18446744073709551615}")"),
            R"({"path":"/machine","n":18446744073709551615})");
  EXPECT_EQ(data_of(R"("{\"text\":\"{\\\"a\\\":1}\"}")"), R"({"text":"{\"a\":1}"})") << "not twice";
}

TEST(Message, DataOfAnEventThatIsOtherTextStaysText) {
  for (std::string text : {"", "x", "5", "[1]", "null", "{", "{}{}", "{} x", "{'a':1}"}) {
    const std::string data = Json(text).dump();
    EXPECT_EQ(parse_as<Event>(R"({"event":"X","data":)" + data + "}").data.dump(), data);
  }
}

/// The limits for what the server says hold for the text within, too.
TEST(Message, DataOfAnEventIsNotReadBeyondTheLimits) {
  std::string deep = R"({"a":)" + std::string(64, '[') + std::string(64, ']') + "}";
  std::string crowded = R"({"a":0)";
  for (int i = 0; i < 2000; ++i) crowded += R"(,"b":0)";
  for (const std::string& text : {deep, crowded + "}"}) {
    auto event = parse_as<Event>(Json({{"event", "X"}, {"data", text}}).dump());
    EXPECT_EQ(event.data, text);
  }
}

TEST(Message, KnowsTheGreetingOfAProxyThatTakesOneCommandAtATime) {
  auto proxy = parse_as<Greeting>(support::FakeQemu::greeting_of_proxy);
  EXPECT_TRUE(proxy.one_at_a_time);
  EXPECT_FALSE(proxy.oob) << "offered, but not done";
  EXPECT_EQ(proxy.micro, 22);
  for (std::string package : {"", "qemu", "qemu-7.2.2", "qemu-7.2.22-1.fc38", "v7.2.22", "7.2.22",
                              "Debian 1:7.2+dfsg-7", "xqemu-7.2.22"}) {
    auto greeting = parse_as<Greeting>(
        R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":")" + package +
        R"("},"capabilities":["oob"]}})");
    EXPECT_FALSE(greeting.one_at_a_time) << package;
    EXPECT_TRUE(greeting.oob) << package;
  }
}

TEST(Message, WhatTheProtocolDoesNotPromiseIsMalformed) {
  for (std::string text : {"", "{", "{}", "[]", "5", "{\"foo\":1}", "{\"event\":5}",
                           "{\"event\":\"\"}", "{\"return\":inf}", "{\"return\":1e400}",
                           "{\"return\":nan}", "{\"return\":\"\\ud800\"}", "{\"return\":\"\xff\"}",
                           "{\"return\":1,}", "{\"return\":01}", "{'return':1}", "{\"return\":1}{"})
    EXPECT_TRUE(std::holds_alternative<Malformed>(parse_message(text))) << text;
}

TEST(Message, TextMayHoldNul) {
  EXPECT_EQ(parse_as<Reply>(R"({"return":"x\u0000y"})").outcome->get<std::string>(),
            std::string("x\0y", 3));
}

}  // namespace
}  // namespace qmp
