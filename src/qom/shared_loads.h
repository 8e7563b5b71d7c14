#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace qom {

namespace asio = boost::asio;

/// Answers that are on their way, so that all who want the same one share it. Whoever asks QEMU
/// holds a Guard while waiting; others find() the Load and wait for its `done`. If the asker is
/// cancelled they wake to an empty result and ask themselves.
template <class Key, class T>
class SharedLoads {
 public:
  struct Load {
    explicit Load(const asio::any_io_executor& executor)
        : done(executor, asio::steady_timer::time_point::max()) {}

    asio::steady_timer done;  // never expires; cancelled when there is a result, or never will be
    std::optional<T> result;
  };
  using LoadPtr = std::shared_ptr<Load>;

  class Guard {
   public:
    Guard(SharedLoads& loads, Key key)
        : loads_(loads), key_(std::move(key)), load_(std::make_shared<Load>(loads.executor_)) {
      loads_.running_[key_] = load_;
    }
    ~Guard() {
      if (current()) loads_.running_.erase(key_);
      load_->done.cancel();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    const Key& key() const { return key_; }

    /// Not forgotten since it was asked: the answer is worth keeping.
    bool current() const { return loads_.find(key_) == load_; }

    /// What the others get when the guard goes.
    void finish(T result) { load_->result = std::move(result); }

   private:
    SharedLoads& loads_;
    Key key_;
    LoadPtr load_;
  };

  explicit SharedLoads(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Null if nobody has asked.
  LoadPtr find(const Key& key) const {
    auto found = running_.find(key);
    return found == running_.end() ? nullptr : found->second;
  }

  /// Those who wait still get the answer; nobody else will, and it is not kept.
  template <class Predicate>
  void forget_if(Predicate matches) {
    std::erase_if(running_, [&](const auto& entry) { return matches(entry.first); });
  }

 private:
  asio::any_io_executor executor_;
  std::map<Key, LoadPtr> running_;
};

}  // namespace qom
