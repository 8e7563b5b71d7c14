#include "qom/qmp_monitor.h"

#include "integration/client/client_test.h"

namespace qom {
namespace {

using qmp::Failure;
using qmp::Json;

const Path machine = Path::parse("/machine").value();

/// The real monitor over a client that is connected.
class QmpMonitorTest : public qmp::ClientTest {
 protected:
  void SetUp() override {
    begin();
    monitor_.emplace(*client_);
  }

  std::optional<QmpMonitor> monitor_;
};

TEST_F(QmpMonitorTest, ListAsksForTheProperties) {
  support::Task<qmp::Result<std::vector<Property>>> task(loop_, monitor_->list(machine));
  Json command = qemu_.expect("qom-list");
  EXPECT_EQ(command["arguments"].dump(), R"({"path":"/machine"})");
  qemu_.answer(command, Json::parse(R"([{"name":"type","type":"string"}])"));
  EXPECT_EQ(task.get().value(), (std::vector<Property>{{"type", "string"}}));
}

TEST_F(QmpMonitorTest, AListingOfAnotherShapeIsMalformed) {
  support::Task<qmp::Result<std::vector<Property>>> task(loop_, monitor_->list(machine));
  qemu_.answer(qemu_.expect("qom-list"), 5);
  EXPECT_EQ(task.get().error().failure, Failure::malformed);
}

TEST_F(QmpMonitorTest, GetAsksForOneValue) {
  support::Task<qmp::Result<Json>> task(loop_, monitor_->get(machine, "type"));
  Json command = qemu_.expect("qom-get");
  EXPECT_EQ(command["arguments"].dump(), R"({"path":"/machine","property":"type"})");
  qemu_.answer(command, Json());
  EXPECT_TRUE(task.get().value().is_null());
}

TEST_F(QmpMonitorTest, SetSendsOneValueAndIsWaitedForOnceSent) {
  support::Task<qmp::Result<>> task(loop_, monitor_->set(machine, "count", 5));
  Json command = qemu_.expect("qom-set");
  EXPECT_EQ(command["arguments"].dump(), R"({"path":"/machine","property":"count","value":5})");
  task.cancel();
  support::settle(loop_);
  EXPECT_FALSE(task.done());
  qemu_.answer(command, Json::object());
  EXPECT_TRUE(task.get());
}

TEST_F(QmpMonitorTest, RefusalsKeepQemusWords) {
  support::Task<qmp::Result<std::vector<Property>>> list(loop_, monitor_->list(machine));
  qemu_.refuse(qemu_.expect("qom-list"), "no list");
  EXPECT_EQ(list.get().error().text, "no list");
  support::Task<qmp::Result<Json>> get(loop_, monitor_->get(machine, "type"));
  qemu_.refuse(qemu_.expect("qom-get"), "no get");
  EXPECT_EQ(get.get().error().text, "no get");
  support::Task<qmp::Result<>> set(loop_, monitor_->set(machine, "type", "x"));
  qemu_.refuse(qemu_.expect("qom-set"), "no set");
  EXPECT_EQ(set.get().error().text, "no set");
}

}  // namespace
}  // namespace qom
