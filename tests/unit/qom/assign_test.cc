#include "qom/assign.h"

#include "support/fake_monitor.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qom {
namespace {

using qmp::Error;
using qmp::Failure;
using qmp::Result;
using support::FakeMonitor;
using Calls = std::vector<std::string>;

std::string expected(const std::string& shape) {
  return "Invalid parameter type for 'p', expected: " + shape;
}

/// One object `/o` with one property `p`.
class Assigning : public testing::Test {
 protected:
  Assigning() { monitor_.add_object("/o", "thing"); }

  void declare(const std::string& type, Json value) {
    property_ = Property("p", type);
    monitor_.set_property("/o", "p", type, std::move(value));
  }

  Result<std::optional<Shape>> shape() {
    return support::run(writing_shape(monitor_, path_, property_));
  }

  Result<> assign(std::optional<Shape> shape, const std::string& text) {
    return support::run(qom::assign(monitor_, path_, property_, shape, text));
  }

  /// Both steps, as a write does them.
  Result<> write(const std::string& text) {
    auto known = shape();
    if (!known) return known.error();
    return assign(*known, text);
  }

  FakeMonitor monitor_;

 private:
  Path path_ = Path::parse("/o").value();
  Property property_;
};

TEST_F(Assigning, ADeclaredScalarCostsNoQuestion) {
  const std::pair<std::string, Shape> rows[] = {
      {"bool", Shape::boolean}, {"str", Shape::string}, {"size", Shape::integer}};
  for (auto& [type, shape_of_type] : rows) {
    declare(type, "present");
    EXPECT_EQ(*shape(), shape_of_type);
  }
  EXPECT_EQ(monitor_.calls(), Calls{});
}

TEST_F(Assigning, OtherTypesTakeTheShapeOfThePresentValue) {
  const std::pair<std::string, Shape> rows[] = {{"\"auto\"", Shape::string}, {"5", Shape::integer},
                                                {"[]", Shape::array},        {"{}", Shape::object},
                                                {"true", Shape::boolean},    {"null", Shape::null}};
  for (auto& [json, shape_of_value] : rows) {
    declare("OnOffAuto", Json::parse(json));
    EXPECT_EQ(*shape(), shape_of_value) << json;
  }
  EXPECT_EQ(monitor_.count("get /o p"), std::size(rows));
}

TEST_F(Assigning, AValueThatCannotBeReadIsGuessed) {
  declare("OnOffAuto", 5);
  monitor_.fail("get", support::refusal("Property 'thing.p' is not readable"));
  auto known = shape();
  ASSERT_TRUE(known);
  EXPECT_EQ(*known, std::nullopt);
}

TEST_F(Assigning, WithoutQemuThereIsNoShape) {
  declare("OnOffAuto", 5);
  for (auto failure :
       {Failure::not_connected, Failure::lost, Failure::timed_out, Failure::too_large}) {
    monitor_.fail("get", Error(failure, "gone"), 1);
    auto known = shape();
    ASSERT_FALSE(known);
    EXPECT_EQ(known.error().failure, failure);
  }
}

TEST_F(Assigning, SendsTheTextAsTheTypeWantsIt) {
  struct Row {
    std::string type, present, text, sent;
  };
  const Row rows[] = {
      {"bool", "false", "on", "true"},
      {"uint8", "0", "0x10", "16"},
      {"size", "0", "8M", "8388608"},
      {"str", "\"\"", "5", "\"5\""},
      {"str", "7", "06.0", "\"06.0\""},
      {"string", "\"\"", "a\nb", "\"a\\nb\""},
      {"OnOffAuto", "\"auto\"", "on", "\"on\""},
      {"OnOffAuto", "\"auto\"", "5", "\"5\""},
      {"busnr", "0", "5", "5"},
      {"strList", "[]", "[\"a\"]", "[\"a\"]"},
      {"ThrottleLimits", "{}", "{\"b\": 1, \"a\": 2}", "{\"b\":1,\"a\":2}"},
      {"Mystery", "null", "5", "5"},
      {"Mystery", "null", "on", "\"on\""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.type + " " + row.text);
    declare(row.type, Json::parse(row.present));
    monitor_.forget_calls();
    ASSERT_TRUE(write(row.text));
    EXPECT_EQ(monitor_.calls().back(), "set /o p " + row.sent);
    EXPECT_EQ(monitor_.count("set"), 1u);
  }
}

TEST_F(Assigning, TextThatIsNoSuchValueIsNotSent) {
  const std::tuple<std::string, std::string, Failure> rows[] = {
      {"bool", "maybe", Failure::invalid_value}, {"uint8", "256", Failure::out_of_range},
      {"uint64", "-1", Failure::out_of_range},   {"str", "\xff", Failure::invalid_value},
      {"strList", "a", Failure::invalid_value},
  };
  for (auto& [type, text, failure] : rows) {
    declare(type, Json::array());
    auto done = write(text);
    ASSERT_FALSE(done) << text;
    EXPECT_EQ(done.error().failure, failure);
  }
  EXPECT_EQ(monitor_.count("set"), 0u);
}

TEST_F(Assigning, ConvertsOnceWhenQemuExpectedAnotherShape) {
  declare("OnOffAuto", "x");
  monitor_.fail("set /o p \"5\"", support::refusal(expected("integer")));
  EXPECT_TRUE(assign(Shape::string, "5"));
  EXPECT_EQ(monitor_.calls(), (Calls{"set /o p \"5\"", "set /o p 5"}));
  EXPECT_EQ(monitor_.value("/o", "p"), 5);
}

TEST_F(Assigning, AGuessIsConvertedToo) {
  declare("OnOffAuto", Json());
  monitor_.fail("set /o p 16", support::refusal(expected("string")));
  EXPECT_TRUE(assign(std::nullopt, "16"));
  EXPECT_EQ(monitor_.calls(), (Calls{"set /o p 16", "set /o p \"16\""}));
}

TEST_F(Assigning, NeverSendsAThirdTime) {
  declare("str", "x");
  monitor_.fail("set /o p \"5\"", support::refusal(expected("integer")));
  monitor_.fail("set /o p 5", support::refusal(expected("boolean")));
  auto done = assign(Shape::string, "5");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().text, expected("boolean"));
  EXPECT_EQ(monitor_.count("set"), 2u);
}

TEST_F(Assigning, TheConvertedValueKeepsToTheRangeOfItsType) {
  declare("uint8", 0);
  monitor_.fail("set /o p \"256\"", support::refusal(expected("integer")));
  auto done = assign(Shape::string, "256");
  ASSERT_FALSE(done);
  EXPECT_EQ(monitor_.count("set"), 1u);
}

TEST_F(Assigning, NothingElseIsEverSentTwice) {
  declare("str", "x");
  const Error errors[] = {
      support::refusal(expected("string")),          // the shape that was sent
      support::refusal(expected("boolean")),         // the text is none
      support::refusal(expected("memory-backend")),  // a link's type
      support::refusal("Property 'thing.p' is not writable"),
      support::refusal("Device '5' not found", "DeviceNotFound"),
      Error(Failure::lost, expected("integer")),
      Error(Failure::timed_out, expected("integer")),
      Error(Failure::not_connected, expected("integer")),
      Error(Failure::malformed, expected("integer")),
  };
  for (const Error& error : errors) {
    SCOPED_TRACE(error.text);
    monitor_.forget_calls();
    monitor_.fail("set", error, 1);
    auto done = assign(Shape::string, "5");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().failure, error.failure);
    EXPECT_EQ(done.error().text, error.text);
    EXPECT_EQ(monitor_.count("set"), 1u);
  }
}

}  // namespace
}  // namespace qom
