#pragma once

#include "qom/listing.h"
#include "qom/path.h"
#include "qom/property.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace qom {

/// One thing that whoever walks a tree does: list an object, or read one of its values or links.
struct Step {
  Step(Path object) : kind(Kind::child), object(std::move(object)) {}
  Step(Kind kind, Path object, std::string property)
      : kind(kind), object(std::move(object)), property(std::move(property)) {}
  bool operator==(const Step&) const = default;

  Kind kind;  ///< child: list the object
  Path object;
  std::string property;  ///< empty for a listing
};

/// The listing of an object as far as it is known; null if not.
using Peek = std::function<ListingPtr(const Path&)>;

/// A place in the tree and the way on from there, as find, grep -r and tar go: an object, then its
/// properties in the order of its listing, and below each child before the next property. It leads
/// through what is known. An object that is not listed yet is named, not entered, and behind it
/// only objects are named: what there is to read in it comes first.
class TreeOrder {
 public:
  /// Which properties are to be named besides the children.
  struct Interest {
    bool values = false;
    bool links = false;
  };

  /// Goes on from behind `last`.
  TreeOrder(Peek peek, const Step& last, Interest interest);

  /// The next step; nothing at the end of the tree, or after long search.
  std::optional<Step> next();

 private:
  struct Level {
    Path object;
    ListingPtr listing;
    std::size_t item;  // the next
  };

  bool enter(const Path& object);
  bool leave();
  bool go_on_behind(const Path& object);
  bool interesting(const Property& property) const;

  Peek peek_;
  Interest interest_;
  std::vector<Level> levels_;  // innermost last; outer ones are found when they are needed
};

/// One walker, noticed by its steps: each is one that could come after the one before.
class Walk {
 public:
  explicit Walk(Step first) : last_(std::move(first)) {}

  /// Takes the step if it is one that this walker could do now.
  bool take(const Step& step, const Peek& peek);

  /// It has done at least two steps in order.
  bool noticed() const { return noticed_; }

  /// Notes that the step was tried, so that what brings nothing is not tried for ever.
  void note_tried(const Step& step);
  bool has_tried(const Step& step) const { return tried_.contains(key(step)); }

  /// Its next steps, as many as that; all links of the object if it reads nothing but those.
  std::vector<Step> ahead(std::size_t count, const Peek& peek) const;

 private:
  static std::string key(const Step& step) { return step.object.text() + '\0' + step.property; }
  bool may_follow(const Step& step) const;
  bool is_near(const Step& step, const Peek& peek) const;
  std::vector<Step> links_of(const Path& object, const Peek& peek) const;

  Step last_;
  std::unordered_set<std::string> tried_;
  bool noticed_ = false;
  bool reads_values_ = false;
  bool reads_links_ = false;
  std::size_t listings_since_read_ = 0;
};

}  // namespace qom
