#include "fs/errno.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

namespace {

using fs::Attempt;
using qmp::Error;
using qmp::Failure;
using qom::Shape;

Error refused(std::string text, std::string class_name = "GenericError") {
  return Error(Failure::refused, std::move(text), std::move(class_name));
}

/// By name, so a failed test says ENOENT and not 2.
std::string name_of(fuse::Errno error) { return strerrorname_np(fuse::number(error)); }

std::string reading(const Error& error) { return name_of(fs::errno_of(error, Attempt::read)); }

std::string writing(const Error& error, std::string_view written = "text",
                    std::optional<Shape> shape = Shape::string) {
  return name_of(fs::errno_of(error, Attempt::write, written, shape));
}

struct Row {
  std::string text;
  std::string reading;
  std::string writing;
};

void check(const Row& row, const std::string& class_name) {
  EXPECT_EQ(reading(refused(row.text, class_name)), row.reading) << row.text;
  EXPECT_EQ(writing(refused(row.text, class_name)), row.writing) << row.text;
}

TEST(Errno, KnowsTheSentencesOfQemu) {
  const Row rows[] = {
      {"Path 'rp0' is ambiguous", "EIO", "EINVAL"},
      {"Property 'q35-machine.nothing' not found", "ENOENT", "ENOENT"},
      {"Property 'secret.x' is not readable", "EACCES", "EACCES"},
      {"Property 'container.type' is not writable", "EACCES", "EACCES"},
      {"Property 'mc146818rtc.date' is not writable", "EACCES", "EACCES"},
      {"No crash occurred", "ENODATA", "EINVAL"},
      {"error reading temperature3", "EIO", "EINVAL"},
      {"Attempt to set property 'x' on device 'bal0' (type 'virtio-balloon-pci') after it was "
       "realized",
       "EIO", "EBUSY"},
      {"Attempt to set property 'x' on anonymous device (type 'ich9') after it was realized", "EIO",
       "EBUSY"},
      {"Attempt to set link property 'x' on device 'bal0' (type 'y') after it was realized", "EIO",
       "EBUSY"},
      {"cannot change property size of memory-backend-ram ", "EIO", "EBUSY"},
      {"Property cannot be set after initialization", "EIO", "EBUSY"},
      {"The bootindex 7 has already been used", "EIO", "EBUSY"},
      {"the mount is read-only, and so is its share", "EIO", "EROFS"},
      {"Invalid parameter type for 'poll-max-ns', expected: integer", "EIO", "EINVAL"},
      {"Parameter 'policy' does not accept value 'nonsense'", "EIO", "EINVAL"},
      {"Parameter 'limits.x' is unexpected", "EIO", "EINVAL"},
      {"Parameter 'limits.x' is missing", "EIO", "EINVAL"},
      {"timer value must be greater than zero", "EIO", "EINVAL"},
      {"poll-max-ns value must be in range [0, 9223372036854775807]", "EIO", "EINVAL"},
      {"Permission conflict on node '#block1'", "EIO", "EINVAL"},
      {"Invalid parameter type for 'memdev', expected: memory-backend", "EIO", "EINVAL"},
      {"The command 'qom-get' is permitted only after machine initialization has completed",
       "EAGAIN", "EAGAIN"},
      {"", "EIO", "EINVAL"},
  };
  for (const Row& row : rows) check(row, "GenericError");
}

TEST(Errno, KnowsTheClassesOfQemu) {
  check({"Device '/machine/x' not found", "ENOENT", "ENOENT"}, "DeviceNotFound");
  check({"The command qom-get has not been found", "EOPNOTSUPP", "EOPNOTSUPP"}, "CommandNotFound");
  check({"something new", "EIO", "EINVAL"}, "ClassOfTheFuture");
}

TEST(Errno, KnowsFailuresThatAreNotQemus) {
  struct FailureRow {
    Failure failure;
    std::string reading;
    std::string writing;
  };
  const FailureRow rows[] = {
      {Failure::not_connected, "EHOSTDOWN", "EHOSTDOWN"},
      {Failure::lost, "EHOSTDOWN", "EIO"},
      {Failure::timed_out, "ETIMEDOUT", "ETIMEDOUT"},
      {Failure::too_large, "EMSGSIZE", "EMSGSIZE"},
      {Failure::malformed, "EIO", "EIO"},
      {Failure::invalid_value, "EINVAL", "EINVAL"},
      {Failure::out_of_range, "ERANGE", "ERANGE"},
  };
  for (const FailureRow& row : rows) {
    EXPECT_EQ(reading(Error(row.failure, "Property 'x' not found")), row.reading);
    EXPECT_EQ(writing(Error(row.failure, "Property 'x' not found")), row.writing);
  }
}

TEST(Errno, TellsAMissingLinkTargetFromAMissingObject) {
  Error missing = refused("Device '/objects/mb9' not found", "DeviceNotFound");
  EXPECT_EQ(writing(missing, "/objects/mb9"), "ENXIO");
  EXPECT_EQ(writing(missing, "/objects/mb"), "ENOENT");
  EXPECT_EQ(writing(missing, ""), "ENOENT");
  EXPECT_EQ(name_of(fs::errno_of(missing, Attempt::read, "/objects/mb9")), "ENOENT");
}

TEST(Errno, CallsOneSentenceARangeErrorOnlyForAnInteger) {
  for (std::string type : {"int32_t", "uint8", "uint64"}) {
    Error error = refused("Parameter 'x' expects " + type);
    EXPECT_EQ(writing(error, "300", Shape::integer), "ERANGE");
    EXPECT_EQ(writing(error, "many", Shape::string), "EINVAL");
    EXPECT_EQ(writing(error, "1.5", Shape::number), "EINVAL");
    EXPECT_EQ(writing(error, "many", std::nullopt), "EINVAL");
    EXPECT_EQ(reading(error), "EIO");
  }
}

TEST(Errno, CallsNothingElseARangeErrorThoughItIsAnInteger) {
  for (std::string text : {"Parameter 'x' does not accept value '3'", "x expects uint8", ""})
    EXPECT_EQ(writing(refused(text), "3", Shape::integer), "EINVAL") << text;
}

TEST(Errno, MatchesFixedWordsAtBothEndsOnly) {
  const Row rows[] = {
      {"I say: Property 'a.b' is not writable", "EIO", "EINVAL"},
      {"Property 'a.b' is not writable today", "EIO", "EINVAL"},
      {"property 'a.b' not found", "EIO", "EINVAL"},
      {"Property 'a.b' not found?", "EIO", "EINVAL"},
      {"Property '", "EIO", "EINVAL"},
      {"The bootindex 7 has already been used elsewhere", "EIO", "EINVAL"},
  };
  for (const Row& row : rows) check(row, "GenericError");
}

TEST(Errno, IsNotFooledByQuotedNames) {
  check({"Property 'x' not found.y' is not writable", "EACCES", "EACCES"}, "GenericError");
  check({"Parameter 'Property ' does not accept value '' not found'", "EIO", "EINVAL"},
        "GenericError");
}

TEST(SaysNotWritable, OnlyWhenThePropertyCanNeverBeWritten) {
  EXPECT_TRUE(fs::says_not_writable(refused("Property 'a.b' is not writable")));
  for (std::string text : {"Property 'a.b' is not readable", "Property 'a.b' not found", "",
                           "Attempt to set property 'b' on device 'a' after it was realized"})
    EXPECT_FALSE(fs::says_not_writable(refused(text))) << text;
  EXPECT_FALSE(fs::says_not_writable(Error(Failure::lost, "Property 'a.b' is not writable")));
}

}  // namespace
