#include "qom/tree.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace qom {

using qmp::Result;

namespace {

/// Whether those who have waited for an answer are to hear of this instead of asking themselves:
/// that would make them wait as long again.
bool is_final(const qmp::Error& error) { return error.failure == qmp::Failure::timed_out; }

}  // namespace

Tree::Tree(Monitor& monitor, asio::any_io_executor executor, Lifetimes lifetimes)
    : monitor_(monitor),
      lifetimes_(lifetimes),
      values_(lifetimes.value),
      listing_loads_(executor),
      link_loads_(executor),
      value_loads_(executor) {}

asio::awaitable<Result<ListingPtr>> Tree::list(Path path) {
  return list(std::move(path), lifetimes_.structure);
}

asio::awaitable<Result<ListingPtr>> Tree::list(Path path, std::chrono::nanoseconds max_age) {
  ++use_.listings;
  for (bool at_hand = true;; at_hand = false) {
    if (ListingPtr known = structure_.find(path, max_age)) {
      use_.listings_at_hand += at_hand;
      co_return known;
    }
    auto load = listing_loads_.find(path);
    if (!load) co_return co_await this->load(std::move(path));
    boost::system::error_code woken;
    co_await load->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (load->result) co_return *load->result;
  }
}

asio::awaitable<Result<ListingPtr>> Tree::load(Path path) {
  ListingLoads::Guard guard(listing_loads_, path);
  auto asked = Clock::now();
  auto asked_in = generations();
  auto description = co_await describe(path);
  Result<ListingPtr> listing = ListingPtr();
  if (description) {
    listing = keep(guard, std::move(*description), asked, asked_in);
  } else {
    listing = description.error();
  }
  guard.finish(listing);
  co_return listing;
}

/// With its values where that costs QEMU nothing more, unless one of them breaks the answer.
asio::awaitable<Result<Description>> Tree::describe(Path path) {
  if (monitor_.batch_limit() > 0) {
    std::vector<Path> paths(1, path);
    auto descriptions = co_await monitor_.describe(std::move(paths));
    if (descriptions) co_return std::move(descriptions->front());
    bool does_not_exist =
        monitor_.batch_limit() > 0 && descriptions.error().failure == qmp::Failure::refused;
    if (does_not_exist || !is_fault_of_the_asked(descriptions.error()))
      co_return descriptions.error();
  }
  auto properties = co_await monitor_.list(std::move(path));
  if (!properties) co_return properties.error();
  co_return Description{std::move(*properties), {}};
}

/// The values are in the order of the properties.
ListingPtr Tree::keep(const ListingLoads::Guard& guard, Description description,
                      Clock::time_point asked, Generations asked_in) {
  const Path& path = guard.key();
  auto listing =
      std::make_shared<const Listing>(Listing{description.properties, asked, asked_in.structure});
  if (!guard.current()) return listing;
  structure_.put(path, listing);
  auto value = description.values.begin();
  for (const Property& property : listing->properties) {
    if (value == description.values.end()) break;
    if (value->first != property.name) continue;
    if (property.kind() == Kind::link && value->second.is_string())
      structure_.put_link(path, property.name, value->second.get<std::string>(), asked);
    ++value;
  }
  bool has_values = !description.values.empty();
  if (has_values && asked_in.values == values_.generation()) values_.put(path, description, asked);
  return listing;
}

asio::awaitable<Result<std::string>> Tree::link_target(Path path, std::string property) {
  for (;;) {
    if (auto known = structure_.find_link(path, property, lifetimes_.structure)) co_return *known;
    auto load = link_loads_.find({path, property});
    if (!load) co_return co_await load_link(std::move(path), std::move(property));
    boost::system::error_code woken;
    co_await load->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (load->result) co_return *load->result;
  }
}

asio::awaitable<Result<std::string>> Tree::load_link(Path path, std::string property) {
  LinkLoads::Guard guard(link_loads_, PropertyName(path, property));
  auto asked = Clock::now();
  auto value = co_await monitor_.get(path, property);
  Result<std::string> target = std::string();
  if (!value) {
    target = value.error();
  } else if (value->is_string()) {
    target = value->get<std::string>();
  }
  if (target && guard.current()) structure_.put_link(path, std::move(property), *target, asked);
  guard.finish(target);
  co_return target;
}

asio::awaitable<Result<Reading>> Tree::read(Path path, std::string property) {
  ++use_.values;
  if (has_value(path, property)) ++use_.values_at_hand;
  for (;;) {
    if (auto reading = values_.take(path, property)) co_return std::move(*reading);
    auto load = value_loads_.find({path, property});
    if (!load) break;
    boost::system::error_code woken;
    co_await load->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (load->result) co_return *load->result;
  }
  auto asked = Clock::now();
  auto value = co_await monitor_.get(std::move(path), std::move(property));
  if (!value) co_return value.error();
  co_return Reading{to_text(*value), asked};
}

asio::awaitable<Result<std::optional<Shape>>> Tree::writing_shape(Path path, Property property) {
  return qom::writing_shape(monitor_, std::move(path), std::move(property));
}

asio::awaitable<Result<>> Tree::assign(Path path, Property property, std::optional<Shape> shape,
                                       std::string text) {
  auto done = co_await qom::assign(monitor_, path, std::move(property), shape, std::move(text));
  structure_.drop(path);
  listing_loads_.forget_if([&](const Path& loading) { return loading == path; });
  link_loads_.forget_if([&](const PropertyName& loading) { return loading.first == path; });
  drop_values();
  co_return done;
}

asio::awaitable<void> Tree::fetch_listings(std::vector<Path> paths) {
  std::erase_if(paths, [this](const Path& path) { return listing_loads_.find(path) != nullptr; });
  if (paths.empty()) co_return;
  if (monitor_.batch_limit() == 0) {
    for (Path& path : paths) co_await load(std::move(path));
    co_return;
  }
  bool failed_for_one = co_await fetch_batch(paths);
  if (!failed_for_one || paths.size() == 1) co_return;
  auto middle = paths.begin() + static_cast<std::ptrdiff_t>(paths.size() / 2);
  std::vector<Path> rest(middle, paths.end());
  paths.erase(middle, paths.end());
  co_await fetch_listings(std::move(paths));
  co_await fetch_listings(std::move(rest));
}

/// True if the whole batch came to nothing because of one of them, perhaps.
asio::awaitable<bool> Tree::fetch_batch(std::vector<Path> paths) {
  std::vector<std::unique_ptr<ListingLoads::Guard>> guards;
  for (const Path& path : paths)
    guards.push_back(std::make_unique<ListingLoads::Guard>(listing_loads_, path));
  auto asked = Clock::now();
  auto asked_in = generations();
  auto descriptions = co_await monitor_.describe(std::move(paths));
  if (!descriptions) {
    if (is_final(descriptions.error()))
      for (auto& guard : guards) guard->finish(descriptions.error());
    co_return is_fault_of_the_asked(descriptions.error());
  }
  for (std::size_t i = 0; i < guards.size(); ++i)
    guards[i]->finish(keep(*guards[i], std::move((*descriptions)[i]), asked, asked_in));
  co_return false;
}

asio::awaitable<void> Tree::fetch_link(Path path, std::string property) {
  co_await load_link(std::move(path), std::move(property));
}

asio::awaitable<void> Tree::fetch_value(Path path, std::string property) {
  ValueLoads::Guard guard(value_loads_, PropertyName(path, property));
  auto asked = Clock::now();
  auto generation = values_.generation();
  auto value = co_await monitor_.get(path, property);
  if (!value && is_final(value.error())) guard.finish(value.error());
  if (!value || generation != values_.generation()) co_return;
  Reading reading{to_text(*value), asked};
  values_.put(path, property, std::move(reading));
}

bool Tree::has_listing(const Path& path) const {
  return structure_.find(path, lifetimes_.structure) || listing_loads_.find(path);
}

bool Tree::has_link(const Path& path, const std::string& property) const {
  return target_at_hand(path, property) || link_loads_.find({path, property});
}

bool Tree::has_value(const Path& path, const std::string& property) const {
  return values_.text(path, property) || value_loads_.find({path, property});
}

void Tree::forget(const Path& path) {
  if (path.is_root()) ++structure_generation_;
  structure_.drop_below(path);
  listing_loads_.forget_if([&](const Path& loading) { return path.contains(loading); });
  link_loads_.forget_if([&](const PropertyName& loading) { return path.contains(loading.first); });
  values_.drop_below(path);
}

void Tree::drop_structure() {
  ++structure_generation_;
  structure_.drop_all();
  listing_loads_.forget_if([](const Path&) { return true; });
  link_loads_.forget_if([](const PropertyName&) { return true; });
}

std::chrono::nanoseconds Tree::remaining(const Listing& listing) const {
  if (!is_current(listing)) return std::chrono::nanoseconds::zero();
  return std::max(std::chrono::nanoseconds::zero(), lifetimes_.structure - listing.age());
}

}  // namespace qom
