#include "qom/enum_type.h"

#include <gtest/gtest.h>

namespace {

using qom::begins_an_enum;

TEST(EnumType, KnowsTheBeginningsOfItsValues) {
  for (const char* text : {"", "o", "of", "a", "aut"})
    EXPECT_TRUE(begins_an_enum(text, "OnOffAuto")) << text;
  EXPECT_TRUE(begins_an_enum("inter", "HostMemPolicy"));
  EXPECT_TRUE(begins_an_enum("b", "QCryptoSecretFormat"));
}

TEST(EnumType, KnowsItsValuesFromTheirBeginnings) {
  for (const char* text : {"on", "off", "auto"}) EXPECT_FALSE(begins_an_enum(text, "OnOffAuto"));
  EXPECT_FALSE(begins_an_enum("1", "PCIELinkWidth"));
  EXPECT_TRUE(begins_an_enum("1", "PCIELinkSpeed"));
}

TEST(EnumType, TakesNothingElseForABeginning) {
  for (const char* text : {"x", "onn", "O", "n", "off ", " o", "o ", "on off", "o\n"})
    EXPECT_FALSE(begins_an_enum(text, "OnOffAuto")) << text;
}

TEST(EnumType, KnowsNoBeginningsOfOtherTypes) {
  for (const char* type : {"str", "bool", "SomeLaterEnum", "", "OnOff"})
    EXPECT_FALSE(begins_an_enum("o", type)) << type;
}

}  // namespace
