#include "qom/tree.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace qom {

using qmp::Result;

/// A qom-list on its way. Shared by the caller that sent it and those who wait for the same answer.
struct Tree::Load {
  explicit Load(const asio::any_io_executor& executor) : done(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer done;                   // never expires; cancelled when there is a result, or never will be
  std::optional<Result<ListingPtr>> result;  // stays empty if the caller that sent it was cancelled
};

/// Keeps a Load findable while its sender waits. When the sender leaves, by return or by unwinding, all others wake.
class Tree::LoadGuard {
 public:
  LoadGuard(Tree& tree, const Path& path) : tree_(tree), path_(path), load(std::make_shared<Load>(tree.executor_)) {
    tree_.loads_[path_] = load;
  }
  ~LoadGuard() {
    if (current()) tree_.loads_.erase(path_);
    load->done.cancel();
  }
  LoadGuard(const LoadGuard&) = delete;
  LoadGuard& operator=(const LoadGuard&) = delete;

  /// Not forgotten since it was sent.
  bool current() const {
    auto found = tree_.loads_.find(path_);
    return found != tree_.loads_.end() && found->second == load;
  }

 private:
  Tree& tree_;
  Path path_;

 public:
  const std::shared_ptr<Load> load;
};

Tree::Tree(Monitor& monitor, asio::any_io_executor executor, std::chrono::nanoseconds timeout)
    : monitor_(monitor), executor_(std::move(executor)), timeout_(timeout) {}

asio::awaitable<Result<ListingPtr>> Tree::list(Path path) {
  return list(std::move(path), timeout_);
}

asio::awaitable<Result<ListingPtr>> Tree::list(Path path, std::chrono::nanoseconds max_age) {
  for (;;) {
    if (Entry* entry = fresh(path, max_age)) co_return entry->listing;
    auto running = loads_.find(path);
    if (running == loads_.end()) co_return co_await load(std::move(path));
    std::shared_ptr<Load> shared = running->second;
    boost::system::error_code woken;
    co_await shared->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (shared->result) co_return *shared->result;
  }
}

asio::awaitable<Result<ListingPtr>> Tree::load(Path path) {
  LoadGuard guard(*this, path);
  auto asked = Clock::now();
  auto properties = co_await monitor_.list(path);
  if (!properties) {
    guard.load->result.emplace(properties.error());
  } else {
    auto listing = std::make_shared<const Listing>(Listing{std::move(*properties), asked});
    if (guard.current()) entries_[path] = Entry{listing, {}};
    guard.load->result.emplace(std::move(listing));
  }
  co_return *guard.load->result;
}

asio::awaitable<Result<std::string>> Tree::link_target(Path path, std::string property) {
  if (Entry* entry = fresh(path, timeout_)) {
    auto known = entry->link_targets.find(property);
    if (known != entry->link_targets.end()) co_return known->second;
  }
  auto before = Clock::now();
  auto value = co_await monitor_.get(path, property);
  if (!value) co_return value.error();
  std::string target = value->is_string() ? value->get<std::string>() : std::string();
  Entry* entry = fresh(path, timeout_);
  if (entry && entry->listing->asked <= before) entry->link_targets.insert_or_assign(std::move(property), target);
  co_return target;
}

asio::awaitable<Result<Json>> Tree::get(Path path, std::string property) {
  return monitor_.get(std::move(path), std::move(property));
}

asio::awaitable<Result<std::optional<Shape>>> Tree::writing_shape(Path path, Property property) {
  return qom::writing_shape(monitor_, std::move(path), std::move(property));
}

asio::awaitable<Result<>> Tree::assign(Path path, Property property, std::optional<Shape> shape, std::string text) {
  auto done = co_await qom::assign(monitor_, path, std::move(property), shape, std::move(text));
  forget_object(path);
  co_return done;
}

void Tree::forget(const Path& path) {
  auto below = [&](const auto& pair) { return path.contains(pair.first); };
  std::erase_if(entries_, below);
  std::erase_if(loads_, below);
}

void Tree::forget_object(const Path& path) {
  entries_.erase(path);
  loads_.erase(path);
}

std::chrono::nanoseconds Tree::remaining(const Listing& listing) const {
  return std::max(std::chrono::nanoseconds::zero(), timeout_ - listing.age());
}

Tree::Entry* Tree::fresh(const Path& path, std::chrono::nanoseconds max_age) {
  auto found = entries_.find(path);
  if (found == entries_.end() || found->second.listing->age() >= max_age) return nullptr;
  return &found->second;
}

}  // namespace qom
