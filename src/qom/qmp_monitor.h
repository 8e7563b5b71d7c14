#pragma once

#include "qmp/client.h"
#include "qom/monitor.h"

namespace qom {

/// The real monitor: each call is one command of a qmp::Client, which must outlive it.
class QmpMonitor : public Monitor {
 public:
  explicit QmpMonitor(qmp::Client& client) : client_(client) {}

  asio::awaitable<qmp::Result<std::vector<Property>>> list(Path path) override;
  asio::awaitable<qmp::Result<qmp::Json>> get(Path path, std::string property) override;
  asio::awaitable<qmp::Result<>> set(Path path, std::string property, qmp::Json value) override;
  std::size_t batch_limit() const override;
  asio::awaitable<qmp::Result<std::vector<Description>>> describe(std::vector<Path> paths) override;
  bool has_room() const override { return client_.has_room(); }

 private:
  qmp::Client& client_;
  bool describe_refused_ = false;  // by a QEMU whose version promised it
};

}  // namespace qom
