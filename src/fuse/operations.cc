#include "fuse/operations.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>

#include <exception>
#include <memory>
#include <utility>

namespace fuse {

Operations::Operations(asio::any_io_executor executor, Filesystem& filesystem, Notifier& notifier,
                       Report report)
    : executor_(executor),
      filesystem_(filesystem),
      notifier_(notifier),
      report_(std::move(report)),
      requests_(executor) {}

template <class T, class Reply>
void Operations::start(fuse_req_t raw, asio::awaitable<Result<T>> operation, Reply reply) {
  auto request = std::make_unique<Request>(raw, requests_);
  auto slot = request->cancellation();
  auto finish = [this, request = std::move(request), reply](std::exception_ptr failure,
                                                            Result<T> result) mutable {
    if (failure) {
      request->reply_error(errno_of(failure, *request));
    } else if (!result) {
      request->reply_error(request->failure_errno(number(result.error())));
    } else if constexpr (std::is_void_v<T>) {
      reply(*request);
    } else {
      reply(*request, *result);
    }
  };
  asio::co_spawn(executor_, std::move(operation),
                 asio::bind_cancellation_slot(slot, std::move(finish)));
}

int Operations::errno_of(std::exception_ptr failure, const Request& request) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) return request.cancelled_errno();
    report_(std::string("an operation failed: ") + error.what());
  } catch (const std::exception& error) {
    report_(std::string("an operation failed: ") + error.what());
  }
  return EIO;
}

void Operations::on_init(fuse_conn_info& connection) {
  connection.want &= ~(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE);
  connection.want |= connection.capable & FUSE_CAP_PARALLEL_DIROPS;
  connection.max_write = 128 * 1024;  // also what the read buffer is sized by
  connection.max_background = 64;
  notifier_.set_spares_directories(connection.capable & FUSE_CAP_EXPIRE_ONLY);
  initialised_ = true;
}

namespace {

Operations& operations_of(fuse_req_t raw) {
  return *static_cast<Operations*>(fuse_req_userdata(raw));
}

void on_init(void* self, fuse_conn_info* connection) {
  static_cast<Operations*>(self)->on_init(*connection);
}

void on_lookup(fuse_req_t raw, fuse_ino_t parent, const char* name) {
  Operations& operations = operations_of(raw);
  Filesystem& filesystem = operations.filesystem();
  operations.start(raw, filesystem.lookup(parent, name),
                   [&filesystem](Request& request, const Entry& entry) {
                     if (!request.reply(entry)) filesystem.forget(entry.ino, 1);
                   });
}

void on_forget(fuse_req_t raw, fuse_ino_t ino, std::uint64_t lookups) {
  operations_of(raw).filesystem().forget(ino, lookups);
  fuse_reply_none(raw);
}

void on_forget_multi(fuse_req_t raw, std::size_t count, fuse_forget_data* forgets) {
  Filesystem& filesystem = operations_of(raw).filesystem();
  for (std::size_t i = 0; i < count; ++i) filesystem.forget(forgets[i].ino, forgets[i].nlookup);
  fuse_reply_none(raw);
}

void reply_attributes(Request& request, const Attributes& attributes) { request.reply(attributes); }

void reply_success(Request& request) { request.reply_error(0); }

void on_getattr(fuse_req_t raw, fuse_ino_t ino, fuse_file_info*) {
  Operations& operations = operations_of(raw);
  operations.start(raw, operations.filesystem().getattr(ino), reply_attributes);
}

/// Modes, owners, times and sizes can be asked for and are not changed, as on sysfs.
void on_setattr(fuse_req_t raw, fuse_ino_t ino, struct stat*, int, fuse_file_info* file) {
  on_getattr(raw, ino, file);
}

void on_access(fuse_req_t raw, fuse_ino_t ino, int mask) {
  Operations& operations = operations_of(raw);
  operations.start(raw, operations.filesystem().access(ino, mask), reply_success);
}

void on_readlink(fuse_req_t raw, fuse_ino_t ino) {
  Operations& operations = operations_of(raw);
  operations.start(raw, operations.filesystem().readlink(ino),
                   [](Request& request, const std::string& target) { request.reply_link(target); });
}

void on_opendir(fuse_req_t raw, fuse_ino_t ino, fuse_file_info* file) {
  Operations& operations = operations_of(raw);
  auto reply = [&operations, file = *file](Request& request, Handle handle) mutable {
    file.fh = handle;
    if (!request.reply(file)) operations.filesystem().releasedir(handle);
  };
  operations.start(raw, operations.filesystem().opendir(ino), reply);
}

asio::awaitable<Result<DirectoryBuffer>> read_page(Filesystem& filesystem, Ino ino, Handle handle,
                                                   off_t offset, DirectoryBuffer page) {
  auto done = co_await filesystem.readdir(ino, handle, offset, page);
  if (!done) co_return done.error();
  co_return page;
}

void start_readdir(fuse_req_t raw, Ino ino, Handle handle, off_t offset, DirectoryBuffer page) {
  Operations& operations = operations_of(raw);
  operations.start(raw, read_page(operations.filesystem(), ino, handle, offset, std::move(page)),
                   [](Request& request, const DirectoryBuffer& page) {
                     request.reply_bytes(page.data(), page.size());
                   });
}

void on_readdir(fuse_req_t raw, fuse_ino_t ino, std::size_t size, off_t offset,
                fuse_file_info* file) {
  start_readdir(raw, ino, file->fh, offset, DirectoryBuffer(size, /*plus=*/false));
}

void on_readdirplus(fuse_req_t raw, fuse_ino_t ino, std::size_t size, off_t offset,
                    fuse_file_info* file) {
  start_readdir(raw, ino, file->fh, offset, DirectoryBuffer(size, /*plus=*/true));
}

void on_releasedir(fuse_req_t raw, fuse_ino_t, fuse_file_info* file) {
  operations_of(raw).filesystem().releasedir(file->fh);
  fuse_reply_err(raw, 0);
}

/// Values are live, so the page cache is bypassed; closing means something only for whoever wrote.
void on_open(fuse_req_t raw, fuse_ino_t ino, fuse_file_info* file) {
  Operations& operations = operations_of(raw);
  auto reply = [&operations, ino, file = *file](Request& request, const Opened& opened) mutable {
    if (opened.attributes_changed) operations.notifier().drop_attributes(ino);
    file.fh = opened.handle;
    file.direct_io = 1;
    file.noflush = (file.flags & O_ACCMODE) == O_RDONLY;
    if (!request.reply(file)) operations.filesystem().release(opened.handle);
  };
  operations.start(raw, operations.filesystem().open(ino, file->flags), reply);
}

void on_read(fuse_req_t raw, fuse_ino_t ino, std::size_t size, off_t offset, fuse_file_info* file) {
  Operations& operations = operations_of(raw);
  operations.start(raw, operations.filesystem().read(ino, file->fh, size, offset),
                   [&operations, ino](Request& request, const Bytes& bytes) {
                     if (bytes.attributes_changed) operations.notifier().drop_attributes(ino);
                     request.reply_bytes(bytes.data.data(), bytes.data.size());
                   });
}

Caller caller_of(fuse_req_t raw, const fuse_file_info& file) {
  return {file.lock_owner, fuse_req_ctx(raw)->pid};
}

void on_write(fuse_req_t raw, fuse_ino_t ino, const char* data, std::size_t size, off_t offset,
              fuse_file_info* file) {
  Operations& operations = operations_of(raw);
  operations.start(raw,
                   operations.filesystem().write(ino, file->fh, std::string(data, size), offset,
                                                 caller_of(raw, *file)),
                   [size](Request& request) { request.reply_written(size); });
}

void on_flush(fuse_req_t raw, fuse_ino_t, fuse_file_info* file) {
  auto done = operations_of(raw).filesystem().flush(file->fh, caller_of(raw, *file));
  fuse_reply_err(raw, done ? 0 : number(done.error()));
}

void on_release(fuse_req_t raw, fuse_ino_t, fuse_file_info* file) {
  operations_of(raw).filesystem().release(file->fh);
  fuse_reply_err(raw, 0);
}

void on_statfs(fuse_req_t raw, fuse_ino_t) {
  struct statvfs status = operations_of(raw).filesystem().statfs();
  fuse_reply_statfs(raw, &status);
}

}  // namespace

fuse_lowlevel_ops Operations::table() {
  fuse_lowlevel_ops table = {};
  table.init = fuse::on_init;
  table.lookup = on_lookup;
  table.forget = on_forget;
  table.forget_multi = on_forget_multi;
  table.getattr = on_getattr;
  table.setattr = on_setattr;
  table.access = on_access;
  table.readlink = on_readlink;
  table.opendir = on_opendir;
  table.readdir = on_readdir;
  table.readdirplus = on_readdirplus;
  table.releasedir = on_releasedir;
  table.open = on_open;
  table.read = on_read;
  table.write = on_write;
  table.flush = on_flush;
  table.release = on_release;
  table.statfs = on_statfs;
  add_refusals(table);
  return table;
}

}  // namespace fuse
