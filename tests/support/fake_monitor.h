#pragma once

#include "qom/monitor.h"

#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace support {

namespace asio = boost::asio;

/// QEMU as a map of objects. Each call is noted as a line of text, `list PATH`, `get PATH NAME` or
/// `set PATH NAME VALUE`; calls are held, failed and counted by the beginning of that line.
class FakeMonitor : public qom::Monitor {
 public:
  /// Starts with the root object alone.
  FakeMonitor();

  /// Makes an object, its `type`, and the child<> property of its parent, which must exist.
  void add_object(const std::string& path, const std::string& type);

  /// Removes the object, everything below it, and its parent's child<> property.
  void remove_object(const std::string& path);

  /// Declares a property, or changes it.
  void set_property(const std::string& path, const std::string& name, const std::string& type,
                    qmp::Json value);

  /// The present value; null if there is no such property.
  qmp::Json value(const std::string& path, const std::string& name) const;

  /// Fails calls that begin so, for ever or the next `times` of them; an empty beginning means all.
  void fail(std::string beginning, qmp::Error error, std::size_t times = no_limit);
  void stop_failing() { failings_.clear(); }

  /// Holds calls that begin so until release(); each is carried out when released. A held list or
  /// get ends when it is cancelled; a held set was sent, so it goes on.
  void hold(std::string beginning = {}) { held_ = std::move(beginning); }
  void release();

  /// All calls so far, in order.
  const std::vector<std::string>& calls() const { return calls_; }
  std::size_t count(std::string_view beginning) const;
  void forget_calls() { calls_.clear(); }

  asio::awaitable<qmp::Result<std::vector<qom::Property>>> list(qom::Path path) override;
  asio::awaitable<qmp::Result<qmp::Json>> get(qom::Path path, std::string property) override;
  asio::awaitable<qmp::Result<>> set(qom::Path path, std::string property,
                                     qmp::Json value) override;

  /// From now on a QEMU that describes so many objects at a time; `describe PATH PATH...` is a
  /// call.
  void set_batch_limit(std::size_t limit) { batch_limit_ = limit; }
  std::size_t batch_limit() const override { return batch_limit_; }
  asio::awaitable<qmp::Result<std::vector<qom::Description>>> describe(
      std::vector<qom::Path> paths) override;

  /// Whether there is room for what nobody asked for; none at first, so that calls are only those
  /// asked for.
  void set_room(bool room) { room_ = room; }
  bool has_room() const override { return room_; }

 private:
  static constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

  struct Held {
    std::string type;
    qmp::Json value;
  };
  struct Object {
    std::vector<std::string> order;  // as qom-list tells them
    std::map<std::string, Held> properties;
  };
  struct Failing {
    std::string beginning;
    qmp::Error error;
    std::size_t times;
  };

  asio::awaitable<void> pass(std::string call, bool must_finish = false);
  std::optional<qmp::Error> failure_of(std::string_view call);
  qmp::Result<Held*> find(const qom::Path& path, const std::string& property);

  qom::Description describe_one(const Object& object) const;

  std::size_t batch_limit_ = 0;
  bool room_ = false;
  std::map<std::string, Object> objects_;
  std::vector<Failing> failings_;
  std::optional<std::string> held_;
  std::set<asio::steady_timer*> waiting_;
  std::vector<std::string> calls_;
};

/// QEMU's answer to a command it refuses.
qmp::Error refusal(std::string sentence, std::string class_name = "GenericError");

}  // namespace support
