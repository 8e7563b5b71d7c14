#include "cli/near_names.h"

#include <gtest/gtest.h>

namespace {

const qmp::Schema::Commands events = {{"DEVICE_DELETED", {}},  {"STOP", {}},
                                      {"SHUTDOWN", {}},        {"RESET", {}},
                                      {"BLOCK_JOB_READY", {}}, {"BLOCK_JOB_ERROR", {}},
                                      {"BLOCK_IO_ERROR", {}},  {"RESUME", {}}};

TEST(NearNames, AreThoseThatAreNearlyWritten) {
  EXPECT_EQ(cli::did_you_mean("DEVICE_DELETE", events), "; did you mean DEVICE_DELETED?");
  EXPECT_EQ(cli::did_you_mean("stop", events), "; did you mean STOP?");
  EXPECT_EQ(cli::did_you_mean("device-deleted", events), "; did you mean DEVICE_DELETED?");
}

TEST(NearNames, AreAFewAndTheNearestFirst) {
  EXPECT_EQ(cli::did_you_mean("BLOCK_JO_ERROR", events),
            "; did you mean BLOCK_IO_ERROR or BLOCK_JOB_ERROR?");
}

TEST(NearNames, AreNoneIfNothingIsNear) {
  EXPECT_EQ(cli::did_you_mean("NOPE", events), "");
  EXPECT_EQ(cli::did_you_mean("", events), "");
  EXPECT_EQ(cli::did_you_mean(std::string(1'000'000, 'x'), events), "");
}

}  // namespace
