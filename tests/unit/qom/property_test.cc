#include "qom/property.h"

#include <gtest/gtest.h>

namespace qom {
namespace {

TEST(Property, ItsTypeSaysWhatItIs) {
  struct Row {
    std::string type;
    Kind kind;
    std::string target;
  };
  const Row rows[] = {
      {"child<container>", Kind::child, "container"},
      {"child<pc-q35-7.2-machine>", Kind::child, "pc-q35-7.2-machine"},
      {"child<>", Kind::child, ""},
      {"link<irq>", Kind::link, "irq"},
      {"link<a<b>>", Kind::link, "a<b>"},
      {"bool", Kind::value, ""},
      {"struct tm", Kind::value, ""},
      {"", Kind::value, ""},
      {"child", Kind::value, ""},
      {"child<x", Kind::value, ""},
      {"link<x>y", Kind::value, ""},
      {"xchild<y>", Kind::value, ""},
      {"Child<x>", Kind::value, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.type);
    EXPECT_EQ(Property("name", row.type).kind(), row.kind);
    EXPECT_EQ(target_type(row.type), row.target);
  }
}

}  // namespace
}  // namespace qom
