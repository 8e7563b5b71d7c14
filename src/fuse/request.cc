#include "fuse/request.h"

#include "fuse/entry_param.h"

#include <boost/asio/post.hpp>

#include <cassert>
#include <cerrno>
#include <utility>
#include <vector>

namespace fuse {

OpenRequests::OpenRequests(asio::any_io_executor executor)
    : executor_(executor), one_gone_(executor, asio::steady_timer::time_point::max()) {}

void OpenRequests::interrupt(std::uint64_t number) { cancel(number, EINTR); }

void OpenRequests::cancel(std::uint64_t number, int reason) {
  auto found = open_.find(number);
  if (found == open_.end()) return;
  found->second->cancelled_errno_ = reason;
  found->second->signal_.emit(asio::cancellation_type::terminal);
}

/// A cancelled request may be answered and gone at once, and others with it.
void OpenRequests::abort_all() {
  std::vector<std::uint64_t> numbers;
  for (auto& [number, request] : open_) numbers.push_back(number);
  for (auto number : numbers) cancel(number, ECONNABORTED);
}

Request::Request(fuse_req_t raw, OpenRequests& requests)
    : raw_(raw), requests_(requests), number_(++requests.last_number_), cancelled_errno_(EINTR) {
  requests_.open_.emplace(number_, this);
  fuse_req_interrupt_func(raw_, &Request::on_interrupt, this);
}

Request::~Request() {
  if (raw_) reply_error(EIO);
  requests_.open_.erase(number_);
  requests_.one_gone_.cancel();
}

int Request::failure_errno(int number) const {
  bool ended = cancelled_errno_ == ECONNABORTED;
  return ended && number != EIO ? ECONNABORTED : number;
}

bool Request::reply_error(int number) { return fuse_reply_err(take(), number) == 0; }

bool Request::reply(const Entry& entry) {
  fuse_entry_param param = entry_param(entry);
  return fuse_reply_entry(take(), &param) == 0;
}

bool Request::reply(const Attributes& attributes) {
  return fuse_reply_attr(take(), &attributes.status, seconds(attributes.timeout)) == 0;
}

bool Request::reply(const fuse_file_info& file) { return fuse_reply_open(take(), &file) == 0; }

bool Request::reply(const struct statvfs& status) {
  return fuse_reply_statfs(take(), &status) == 0;
}

bool Request::reply_written(std::size_t size) { return fuse_reply_write(take(), size) == 0; }

bool Request::reply_bytes(const char* data, std::size_t size) {
  return fuse_reply_buf(take(), data, size) == 0;
}

bool Request::reply_link(const std::string& target) {
  return fuse_reply_readlink(take(), target.c_str()) == 0;
}

/// libfuse calls this with the request's mutex held, so nothing may be resumed or unregistered from
/// here.
void Request::on_interrupt(fuse_req_t, void* self) {
  auto* request = static_cast<Request*>(self);
  asio::post(
      request->requests_.executor_,
      [&requests = request->requests_, number = request->number_] { requests.interrupt(number); });
}

fuse_req_t Request::take() {
  assert(raw_);
  fuse_req_interrupt_func(raw_, nullptr, nullptr);
  return std::exchange(raw_, nullptr);
}

}  // namespace fuse
