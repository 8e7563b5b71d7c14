#include "support/served_session.h"

#include "support/kernel_request.h"
#include "support/run_coroutine.h"

#include <gtest/gtest.h>

#include <exception>

namespace support {

ServedSession::ServedSession(asio::io_context& loop, fuse::Filesystem& filesystem,
                             fuse::Notifier& notifier)
    : kernel(loop),
      loop_(loop),
      session_(loop.get_executor(), filesystem, notifier, fuse::Session::Options(),
               [this](const std::string& line) { reports.push_back(line); }),
      serving_(loop, session_.run([this] { ++times_ready; })) {
  session_.adopt(kernel.take_session_end());
  init_answer = kernel.ask(request::init());
}

ServedSession::~ServedSession() {
  try {
    end();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "the session does not end: " << error.what();
  }
}

void ServedSession::end() {
  if (ended_) return;
  ended_ = true;
  session_.stop();
  serving_.get();
  run(loop_, session_.drain());
}

}  // namespace support
