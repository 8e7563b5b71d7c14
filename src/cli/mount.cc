#include "cli/mount.h"

#include "cli/hidden_path.h"
#include "cli/mountpoint.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <utility>

namespace cli {
namespace {

qmp::ClientOptions client_options(const Options& options) {
  qmp::ClientOptions client;
  client.deadline = options.mount.deadline;
  client.reconnect = options.mount.reconnect;
  return client;
}

fs::Options tree_options(const Options& options) {
  fs::Options tree = options.mount.tree;
  tree.deadline = options.mount.deadline;
  return tree;
}

qom::Lifetimes lifetimes(const Options& options) {
  return {options.mount.tree.timeout, options.mount.tree.readahead_timeout};
}

/// What a command of somebody else may have done.
qom::Change anything() {
  qom::Change change;
  change.structure = change.values = true;
  return change;
}

/// What escapes a top-level coroutine ends the program through io_context::run().
void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

Mount::Mount(const Options& options, fs::Log log, std::function<bool()> on_ready)
    : options_(options),
      log_(std::move(log)),
      on_ready_(std::move(on_ready)),
      service_manager_(options.foreground),
      io_(1),
      signals_(
          io_, [this] { session_.stop(); }, [this] { log_(to_text(report())); }),
      client_(io_.get_executor(), options.address, client_options(options), sinks()),
      share_(io_.get_executor(), client_, options.mount.tree.read_only,
             [this] { filesystem_.apply(anything()); }),
      monitor_(client_),
      tree_(monitor_, io_.get_executor(), lifetimes(options)),
      read_ahead_(tree_, monitor_, io_.get_executor()),
      filesystem_(io_.get_executor(), tree_, read_ahead_, notifier_, tree_options(options), log_),
      session_(io_.get_executor(), filesystem_, notifier_, {options.mount.fuse, options.debug},
               log_) {}

void Mount::run() {
  if (std::getenv("QOM_FUSE_NO_EPOCH")) notifier_.disable_expire_all();
  asio::co_spawn(io_, serve(), rethrow);
  io_.run();
}

asio::awaitable<void> Mount::serve() {
  std::string directory = prepare_mountpoint(options_.mountpoint);
  if (!is_inherited(options_.mountpoint)) refuse_to_hide_sockets(options_, directory);
  auto connected = co_await client_.connect();
  if (!connected) throw std::runtime_error(connected.error().text);
  signals_.start();
  if (!options_.mount.share.empty()) share_.listen(options_.mount.share);
  session_.mount(directory);
  if (!options_.mount.follow_symlinks) forbid_symlinks(directory);
  asio::co_spawn(io_, keep_connected(), rethrow);
  asio::co_spawn(io_, share_.run(), rethrow);
  bool ready = false;
  co_await session_.run([&] {
    ready = on_ready_();
    if (!ready) return session_.stop();
    if (is_inherited(options_.mountpoint)) service_manager_.took_over_mount();
    service_manager_.ready(serving());
  });
  service_manager_.stopping();
  signals_.stop();
  share_.close();
  client_.close();
  co_await session_.drain();
  co_await share_.drain();
  if (!ready) throw std::runtime_error("the mount ended before it answered");
}

asio::awaitable<void> Mount::keep_connected() {
  co_await client_.run();
  session_.stop();
}

void Mount::forbid_symlinks(const std::string& directory) {
  if (is_inherited(options_.mountpoint)) return;  // whoever made it has done so
  if (std::string reason = cli::forbid_symlinks(directory); !reason.empty())
    log_("the kernel follows symlinks of this mount, in spite of -o nosymfollow: " + reason);
}

qmp::ClientSinks Mount::sinks() {
  qmp::ClientSinks sinks;
  sinks.event = [this](const qmp::Event& event) {
    filesystem_.apply(qom::change_of(event));
    share_.forward(event);
  };
  sinks.disconnected = [this](const qmp::Error& reason) {
    filesystem_.machine_gone();
    share_.machine_gone();
    tell(reason.text + (client_.comes_back() ? "; waiting for QEMU to come back" : "; unmounting"));
  };
  sinks.connected = [this] {
    filesystem_.machine_came();
    log_("connected to QEMU again");
    service_manager_.status(serving());
  };
  sinks.silent = [this](const qmp::Error& reason) {
    tell(reason.text + "; accesses fail at once meanwhile");
  };
  sinks.speaking = [this] {
    log_("QEMU answers again");
    service_manager_.status(serving());
  };
  return sinks;
}

void Mount::tell(const std::string& news) {
  log_(news);
  service_manager_.status(news);
}

/// For a person who looks at the service.
std::string Mount::serving() const {
  return "serving QEMU " + version_text(client_.greeting()) + " at " +
         qmp::to_text(options_.address);
}

MountReport Mount::report() const {
  MountReport report;
  if (!client_.answers())
    report.qemu = client_.connected() ? MountReport::Qemu::silent : MountReport::Qemu::gone;
  report.version = version_text(client_.greeting());
  report.source = qmp::to_text(options_.address);
  report.up =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
  report.commands = client_.commands();
  report.use = tree_.use();
  return report;
}

}  // namespace cli
