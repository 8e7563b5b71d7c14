#pragma once

#include "qom/assign.h"
#include "qom/listing.h"
#include "qom/monitor.h"
#include "qom/path.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace qom {

/// The running machine's objects, with their structure cached: listings and link targets are kept for `timeout`,
/// values never. Many callers who want the same listing share one command. Used by fs::Filesystem on the loop thread.
/// Failures are those of the monitor.
class Tree {
 public:
  /// `timeout` is how old a listing may be that is served without asking QEMU.
  Tree(Monitor& monitor, asio::any_io_executor executor, std::chrono::nanoseconds timeout);

  /// The object's properties, at most `timeout` old.
  asio::awaitable<qmp::Result<ListingPtr>> list(Path path);

  /// The object's properties, at most `max_age` old or as of a command that is on its way right now.
  asio::awaitable<qmp::Result<ListingPtr>> list(Path path, std::chrono::nanoseconds max_age);

  /// Where a link<> points: a canonical path, or empty if unset. Kept as long as the object's listing.
  asio::awaitable<qmp::Result<std::string>> link_target(Path path, std::string property);

  /// A property's value, from QEMU.
  asio::awaitable<qmp::Result<Json>> get(Path path, std::string property);

  /// How text for a property is to be read; see qom::writing_shape.
  asio::awaitable<qmp::Result<std::optional<Shape>>> writing_shape(Path path, Property property);

  /// Sets a property from text and drops what is cached of the object; see qom::assign.
  asio::awaitable<qmp::Result<>> assign(Path path, Property property, std::optional<Shape> shape, std::string text);

  /// Drops what is cached of an object and everything below it. Answers still on their way are not kept either.
  void forget(const Path& path);

  /// How long a listing may still be served; never negative.
  std::chrono::nanoseconds remaining(const Listing& listing) const;

 private:
  struct Entry {
    ListingPtr listing;
    std::unordered_map<std::string, std::string> link_targets;
  };
  struct Load;
  class LoadGuard;

  asio::awaitable<qmp::Result<ListingPtr>> load(Path path);
  Entry* fresh(const Path& path, std::chrono::nanoseconds max_age);
  void forget_object(const Path& path);

  Monitor& monitor_;
  asio::any_io_executor executor_;
  std::chrono::nanoseconds timeout_;
  std::unordered_map<Path, Entry> entries_;
  std::unordered_map<Path, std::shared_ptr<Load>> loads_;  // on their way, and still worth keeping
};

}  // namespace qom
