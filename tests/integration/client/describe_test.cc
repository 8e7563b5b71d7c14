// Describing many objects in one command, with the QEMUs that can and those that only say so.

#include "qom/qmp_monitor.h"

#include "integration/client/client_test.h"

namespace qom {
namespace {

using qmp::Json;

const Path machine = Path::parse("/machine").value();
const Path pci = Path::parse("/machine/pci").value();

using DescribeTask = support::Task<qmp::Result<std::vector<Description>>>;

/// The real monitor over a client that is connected to a QEMU of some version.
class Describing : public qmp::ClientTest {
 protected:
  void begin_with(int major, int minor) {
    std::string words = R"({"QMP":{"version":{"qemu":{"micro":0,"minor":)" + std::to_string(minor) +
                        R"(,"major":)" + std::to_string(major) +
                        R"(},"package":""},"capabilities":["oob"]}})";
    qemu_.listen(path_);
    use(qmp::UnixAddress{path_});
    support::Task<qmp::Result<>> connecting(loop_, client_->connect());
    qemu_.accept();
    qemu_.negotiate(words);
    ASSERT_TRUE(connecting.get());
    run();
    monitor_.emplace(*client_);
  }

  std::optional<QmpMonitor> monitor_;
};

/// One test a version, since each is another connection.
class DescribingVersion : public Describing, public testing::WithParamInterface<int> {};

TEST_P(DescribingVersion, IsOfferedSince10_1) {
  begin_with(GetParam() / 10, GetParam() % 10);
  EXPECT_EQ(monitor_->batch_limit() > 0, GetParam() >= 101);
}

INSTANTIATE_TEST_SUITE_P(Versions, DescribingVersion,
                         testing::Values(29, 72, 92, 100, 101, 102, 110, 111));

TEST_F(Describing, IsOneCommandWithAllPaths) {
  begin_with(11, 1);
  DescribeTask task(loop_, monitor_->describe({machine, pci}));
  Json command = qemu_.expect("qom-list-get");
  EXPECT_EQ(command["arguments"].dump(), R"({"paths":["/machine","/machine/pci"]})");
  qemu_.answer(command, Json::parse(R"([{"properties":[{"name":"n","type":"int","value":5}]},)"
                                    R"({"properties":[]}])"));
  auto descriptions = task.get();
  ASSERT_TRUE(descriptions);
  ASSERT_EQ(descriptions->size(), 2u);
  EXPECT_EQ(descriptions->front().values.front().second, 5);
}

TEST_F(Describing, OfFewerObjectsThanAskedIsMalformed) {
  begin_with(11, 1);
  DescribeTask task(loop_, monitor_->describe({machine, pci}));
  qemu_.answer(qemu_.expect("qom-list-get"), Json::parse(R"([{"properties":[]}])"));
  EXPECT_EQ(task.get().error().failure, qmp::Failure::malformed);
  EXPECT_GT(monitor_->batch_limit(), 0u);
}

TEST_F(Describing, ThatFailsForOneObjectIsStillOffered) {
  begin_with(11, 1);
  DescribeTask task(loop_, monitor_->describe({machine, pci}));
  qemu_.refuse(qemu_.expect("qom-list-get"), "Device '/machine/pci' not found", "DeviceNotFound");
  EXPECT_EQ(task.get().error().class_name, "DeviceNotFound");
  EXPECT_GT(monitor_->batch_limit(), 0u);
}

TEST_F(Describing, IsNotOfferedAnyMoreOnceQemuDoesNotKnowIt) {
  begin_with(11, 1);
  DescribeTask task(loop_, monitor_->describe({machine}));
  qemu_.refuse(qemu_.expect("qom-list-get"), "The command qom-list-get has not been found",
               "CommandNotFound");
  EXPECT_FALSE(task.get());
  EXPECT_EQ(monitor_->batch_limit(), 0u);
}

}  // namespace
}  // namespace qom
