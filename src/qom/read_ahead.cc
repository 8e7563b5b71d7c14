#include "qom/read_ahead.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <utility>

namespace qom {
namespace {

constexpr std::size_t most_walks = 4;

/// How many steps ahead of the walker. Enough that QEMU is never idle, and few enough to be young
/// when they are read.
constexpr std::size_t lead = 6;

/// The same where one command brings many objects: two batches.
constexpr std::size_t batched_lead = 64;

/// Commands on their way at a time: as many as QEMU's window takes, so that it always has the next
/// one; a question of somebody else waits for these at most. A batch keeps QEMU busy on its own.
constexpr int most_commands = 2;
constexpr int most_batches = 1;

/// Steps that the walker needs soon.
constexpr std::ptrdiff_t near = 8;

}  // namespace

ReadAhead::ReadAhead(Tree& tree, Monitor& monitor, asio::any_io_executor executor)
    : tree_(tree), monitor_(monitor), executor_(std::move(executor)) {}

void ReadAhead::visited(Step step) {
  if (step.property == "type" || !tree_.keeps_structure()) return;  // costs nothing; gains nothing
  auto peek = [this](const Path& object) { return tree_.peek(object); };
  auto walk = std::find_if(walks_.begin(), walks_.end(),
                           [&](Walk& known) { return known.take(step, peek); });
  if (walk == walks_.end()) {
    walks_.emplace_front(std::move(step));
    if (walks_.size() > most_walks) walks_.pop_back();
  } else {
    std::rotate(walks_.begin(), walk, walk + 1);
  }
  if (walks_.front().noticed()) schedule_pump();
}

/// Not at once: the caller's own question goes to QEMU first.
void ReadAhead::schedule_pump() {
  if (std::exchange(pump_scheduled_, true)) return;
  asio::post(executor_, [this] {
    pump_scheduled_ = false;
    pump();
  });
}

void ReadAhead::pump() {
  while (may_fetch()) {
    std::vector<Step> steps = missing(walks_.front());
    if (steps.empty()) return;
    fetch(walks_.front(), steps);
  }
}

/// Whatever somebody waits for goes first, and is never queued behind this.
bool ReadAhead::may_fetch() const {
  int most = monitor_.batch_limit() > 0 ? most_batches : most_commands;
  return fetching_ < most && !walks_.empty() && walks_.front().noticed() && monitor_.has_room();
}

/// Those of the walker's next steps that nobody has fetched yet. A batch is the better the larger
/// it is, so none is asked for before it is half full or the walker needs it soon.
std::vector<Step> ReadAhead::missing(const Walk& walk) const {
  auto peek = [this](const Path& object) { return tree_.peek(object); };
  bool batched = monitor_.batch_limit() > 0;
  std::vector<Step> steps = walk.ahead(batched ? batched_lead : lead, peek);
  auto needless = [&](const Step& step) { return at_hand(step) || walk.has_tried(step); };
  bool hurry =
      !std::all_of(steps.begin(), steps.begin() + std::min(near, std::ssize(steps)), needless);
  std::erase_if(steps, needless);
  bool worth_a_command = !batched || hurry || steps.size() >= monitor_.batch_limit() / 2;
  if (!worth_a_command) steps.clear();
  return steps;
}

bool ReadAhead::at_hand(const Step& step) const {
  switch (step.kind) {
    case Kind::child:
      return tree_.has_listing(step.object);
    case Kind::link:
      return tree_.has_link(step.object, step.property);
    case Kind::value:
      return !tree_.keeps_values() || tree_.has_value(step.object, step.property) ||
             tree_.described(step.object);
  }
  return true;
}

/// Starts one command's worth.
void ReadAhead::fetch(Walk& walk, const std::vector<Step>& steps) {
  std::size_t limit = monitor_.batch_limit();
  if (limit == 0) {
    walk.note_tried(steps.front());
    return start(fetch_one(steps.front()));
  }
  std::vector<Path> objects;
  for (const Step& step : steps) {
    bool listed = std::find(objects.begin(), objects.end(), step.object) != objects.end();
    if (!listed && objects.size() >= limit) continue;
    if (!listed) objects.push_back(step.object);
    walk.note_tried(step);
  }
  start(tree_.fetch_listings(std::move(objects)));
}

asio::awaitable<void> ReadAhead::fetch_one(Step step) {
  if (step.kind == Kind::child) {
    std::vector<Path> one(1, step.object);
    co_await tree_.fetch_listings(std::move(one));
  } else if (step.kind == Kind::link) {
    co_await tree_.fetch_link(step.object, step.property);
  } else {
    co_await tree_.fetch_value(step.object, step.property);
  }
}

void ReadAhead::start(asio::awaitable<void> fetching) {
  ++fetching_;
  asio::co_spawn(executor_, std::move(fetching), [this](std::exception_ptr failure) {
    --fetching_;
    if (failure) std::rethrow_exception(failure);
    pump();
  });
}

}  // namespace qom
