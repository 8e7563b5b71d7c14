#include "qom/walk.h"

#include <algorithm>
#include <utility>

namespace qom {
namespace {

/// How many properties are looked at in search of the next step, before that search costs more than
/// it brings.
constexpr std::size_t longest_search = 1000;

/// How far from the expected next step a walker may step and still be taken for one: tools skip
/// what they do not like.
constexpr std::size_t leeway = 4;

/// After so many listings without a read, a walker is one that reads nothing. Every object has a
/// value to read.
constexpr std::size_t patience = 4;

std::size_t index_of(const Listing& listing, const std::string& name) {
  auto is_it = [&](const Property& property) { return property.name == name; };
  auto found = std::find_if(listing.properties.begin(), listing.properties.end(), is_it);
  return static_cast<std::size_t>(found - listing.properties.begin());
}

}  // namespace

TreeOrder::TreeOrder(Peek peek, const Step& last, Interest interest)
    : peek_(std::move(peek)), interest_(interest) {
  if (!enter(last.object)) {
    interest_ = {};
    go_on_behind(last.object);
  } else if (last.kind != Kind::child) {
    levels_.back().item = index_of(*levels_.back().listing, last.property) + 1;
  }
}

std::optional<Step> TreeOrder::next() {
  for (std::size_t looked_at = 0; looked_at < longest_search && !levels_.empty(); ++looked_at) {
    Level& level = levels_.back();
    if (level.item >= level.listing->properties.size()) {
      if (!leave()) return std::nullopt;
      continue;
    }
    const Property& property = level.listing->properties[level.item++];
    if (!interesting(property)) continue;
    if (property.kind() != Kind::child) return Step(property.kind(), level.object, property.name);
    auto child = level.object.child(property.name);
    if (!child) continue;
    if (!enter(*child)) interest_ = {};  // much may have to be read there first
    return Step(std::move(*child));
  }
  return std::nullopt;
}

/// False for an object that is not listed yet.
bool TreeOrder::enter(const Path& object) {
  ListingPtr listing = peek_(object);
  if (!listing) return false;
  levels_.push_back({object, std::move(listing), 0});
  return true;
}

bool TreeOrder::leave() {
  Path object = std::move(levels_.back().object);
  levels_.pop_back();
  return !levels_.empty() || go_on_behind(object);
}

/// In the object above, if that is known.
bool TreeOrder::go_on_behind(const Path& object) {
  auto above = object.parent();
  ListingPtr listing = above ? peek_(*above) : nullptr;
  if (!listing) return false;
  std::size_t item = index_of(*listing, std::string(object.name())) + 1;
  levels_.push_back({std::move(*above), std::move(listing), item});
  return true;
}

/// An object's `type` is known from its parent's listing.
bool TreeOrder::interesting(const Property& property) const {
  switch (property.kind()) {
    case Kind::child:
      return true;
    case Kind::link:
      return interest_.links;
    case Kind::value:
      return interest_.values && property.name != "type";
  }
  return false;
}

/// Far more than a walker's next steps are, so what is forgotten here is long behind it.
void Walk::note_tried(const Step& step) {
  constexpr std::size_t most = 4096;
  if (tried_.size() >= most) tried_.clear();
  tried_.insert(key(step));
}

bool Walk::take(const Step& step, const Peek& peek) {
  if (!may_follow(step) && !is_near(step, peek)) return false;
  last_ = step;
  noticed_ = true;
  reads_values_ |= step.kind == Kind::value;
  reads_links_ |= step.kind == Kind::link;
  listings_since_read_ = step.kind == Kind::child ? listings_since_read_ + 1 : 0;
  if (listings_since_read_ >= patience) reads_values_ = reads_links_ = false;
  return true;
}

/// Whatever the order: ls -lR goes by the alphabet, not by the listing. Down, or on beside an
/// object above; or from one link of an object to another.
bool Walk::may_follow(const Step& step) const {
  if (step.kind == Kind::link) return step.object == last_.object && last_.kind != Kind::value;
  if (step.kind != Kind::child) return false;
  auto above = step.object.parent();
  return above && above->contains(last_.object) && step.object != last_.object;
}

bool Walk::is_near(const Step& step, const Peek& peek) const {
  TreeOrder order(peek, last_, {step.kind == Kind::value, step.kind == Kind::link});
  for (std::size_t others = 0; others < leeway;) {
    auto next = order.next();
    if (!next) return false;
    if (*next == step) return true;
    others += next->kind == step.kind ? 1 : 0;
  }
  return false;
}

std::vector<Step> Walk::ahead(std::size_t count, const Peek& peek) const {
  if (last_.kind == Kind::link && !reads_values_) return links_of(last_.object, peek);
  std::vector<Step> steps;
  TreeOrder order(peek, last_, {reads_values_, reads_links_});
  while (steps.size() < count) {
    auto next = order.next();
    if (!next) break;
    steps.push_back(std::move(*next));
  }
  return steps;
}

/// ls -l reads all links of an object, in an order of its own.
std::vector<Step> Walk::links_of(const Path& object, const Peek& peek) const {
  std::vector<Step> steps;
  ListingPtr listing = peek(object);
  if (!listing) return steps;
  for (const Property& property : listing->properties)
    if (property.kind() == Kind::link) steps.emplace_back(Kind::link, object, property.name);
  return steps;
}

}  // namespace qom
