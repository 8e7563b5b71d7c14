#include "qmp/request_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace qmp {
namespace {

constexpr std::size_t most = 4096;
const std::string too_large = "a command of over 4 KiB";

std::string repeated(const std::string& text, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += text;
  return whole;
}

RequestReader reader_of(const std::string& bytes, std::size_t limit = most) {
  RequestReader reader(limit);
  reader.feed(bytes);
  return reader;
}

/// The only thing that there is in `bytes`.
JsonFault only_fault(const std::string& bytes) {
  RequestReader reader = reader_of(bytes);
  auto input = reader.next();
  EXPECT_FALSE(reader.next());
  auto* fault = input ? std::get_if<JsonFault>(&*input) : nullptr;
  return fault ? *fault : JsonFault{"no fault", std::nullopt};
}

/// A command of that many bytes, with the id in front of its arguments or behind them.
std::string command(std::size_t size, bool id_first, const std::string& id = "7") {
  std::string member = "\"id\":" + id;
  std::string front =
      "{\"execute\":\"x\"," + (id_first ? member + "," : "") + "\"arguments\":{\"a\":\"";
  std::string back = "\"}" + (id_first ? "" : "," + member) + "}";
  return front + std::string(size - front.size() - back.size(), 'y') + back;
}

TEST(RequestReaderLimits, TakesACommandOfTheLargestSize) {
  for (bool id_first : {true, false}) {
    RequestReader reader = reader_of(command(most, id_first));
    auto input = reader.next();
    ASSERT_TRUE(input && std::holds_alternative<Request>(*input));
    EXPECT_EQ(std::get<Request>(*input).value["id"], 7);
  }
}

TEST(RequestReaderLimits, KeepsTheIdOfACommandThatIsTooLarge) {
  for (std::size_t size : {most + 1, 2 * most, 100 * most})
    for (bool id_first : {true, false}) {
      JsonFault fault = only_fault(command(size, id_first));
      EXPECT_EQ(fault.text, too_large);
      EXPECT_EQ(fault.id, Json(7)) << size << id_first;
    }
}

TEST(RequestReaderLimits, KeepsAnIdThatCrossesTheLimitAtAnyByte) {
  const std::string id = R"({"a":[1,"b",{"c":"\u00e9"}],"d":null})";
  for (std::size_t over = 0; over < id.size() + 12; ++over) {
    std::string text = command(most + 1 + over, false, id);
    EXPECT_EQ(only_fault(text).id, Json::parse(id)) << over;
  }
}

TEST(RequestReaderLimits, LooksForTheIdInTheOutermostObjectOnly) {
  std::string large(most, 'y');
  EXPECT_EQ(only_fault("{\"a\":{\"b\":\"" + large + "\",\"id\":1}}").id, std::nullopt);
  EXPECT_EQ(only_fault("[\"" + large + "\",{\"id\":1}]").id, std::nullopt);
  EXPECT_EQ(only_fault("{\"a\":[\"" + large + "\",{\"id\":1}],'\\u0069d':2}").id, Json(2));
}

TEST(RequestReaderLimits, DropsAnIdThatIsTooLargeItself) {
  std::string large(3 * most, 'y');
  JsonFault fault = only_fault("{\"id\":\"" + large + "\",\"a\":1}");
  EXPECT_EQ(fault.text, too_large);
  EXPECT_EQ(fault.id, std::nullopt);
  fault = only_fault("{\"id\":[\"" + repeated("y\",\"", most) + "\"],\"a\":1}");
  EXPECT_EQ(fault.text, too_large);
  EXPECT_EQ(fault.id, std::nullopt);
}

TEST(RequestReaderLimits, NamesTheFaultOfACommandThatIsTooLarge) {
  std::string large(most, 'y');
  JsonFault fault = only_fault("{\"a\":\"" + large + "\",\"id\":1,}");
  EXPECT_EQ(fault.text, "JSON parse error, expecting value");
  EXPECT_EQ(fault.id, std::nullopt);
  fault = only_fault("{\"id\":1,\"a\":\"" + large + "\",\"id\":1}");
  EXPECT_EQ(fault.text, "JSON parse error, duplicate key");
  EXPECT_EQ(only_fault("\"" + large + "\x01").text, too_large);
}

TEST(RequestReaderLimits, TakesTheNextCommandAsIfNothingHadBeen) {
  RequestReader reader = reader_of(command(5 * most, false) + command(most, false));
  EXPECT_EQ(std::get<JsonFault>(*reader.next()).text, too_large);
  EXPECT_EQ(std::get<Request>(*reader.next()).value["id"], 7);
}

TEST(RequestReaderLimits, DoesNotCountWhatIsBetweenTwoValues) {
  RequestReader reader = reader_of(std::string(9 * most, ' ') + "{}X" + std::string(9 * most, 'y') +
                                   std::string(9 * most, '\n') + "[]");
  EXPECT_TRUE(std::holds_alternative<Request>(*reader.next()));
  EXPECT_EQ(std::get<JsonFault>(*reader.next()).text, "JSON parse error, stray 'X'");
  EXPECT_TRUE(std::holds_alternative<Request>(*reader.next()));
  EXPECT_FALSE(reader.next());
}

TEST(RequestReaderLimits, TakesAsManyLevelsAsQemu) {
  for (auto& [open, close] : {std::pair("[", "]"), std::pair("{\"a\":", "}")}) {
    std::string inner = *open == '{' ? "1" : "";
    RequestReader reader = reader_of(repeated(open, 1024) + inner + repeated(close, 1024), 1 << 20);
    EXPECT_TRUE(std::holds_alternative<Request>(*reader.next()));
    RequestReader deeper = reader_of(repeated(open, 1025), 1 << 20);
    EXPECT_EQ(std::get<JsonFault>(*deeper.next()).text, "JSON nesting depth limit exceeded");
  }
}

/// Steps that grow with the square of the members would outlast the time that the program has.
TEST(RequestReaderLimits, TakesAnObjectOfVeryManyMembers) {
  constexpr int members = 300'000;
  std::string text = "{";
  for (int i = 0; i < members; ++i) text += "\"member" + std::to_string(i) + "\":0,";
  text.back() = '}';
  RequestReader reader = reader_of(text, 1 << 23);
  auto input = reader.next();
  ASSERT_TRUE(input && std::holds_alternative<Request>(*input));
  EXPECT_EQ(std::get<Request>(*input).value.size(), members);
}

}  // namespace
}  // namespace qmp
