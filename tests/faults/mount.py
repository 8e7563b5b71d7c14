"""The mount under test: a qom-fuse that is watched, whatever becomes of it."""

import contextlib
import os
import signal
import subprocess
import time

from bench import process
from bench.process import BenchError

LIMIT = 20


def is_mounted(folder):
    with open('/proc/self/mounts', encoding='utf-8') as mounts:
        return any(line.split()[1] == folder for line in mounts)


def connection_of(folder):
    """The number of the FUSE connection, without asking the mount; None if nothing is mounted."""
    with open('/proc/self/mountinfo', encoding='utf-8') as mounts:
        for line in mounts:
            words = line.split()
            if words[4] == folder:
                return int(words[2].split(':')[1])
    return None


def abort(connection):
    """Ends every call under way in that FUSE connection; OSError if there is no such one."""
    with open(f'/sys/fs/fuse/connections/{connection}/abort', 'wb') as file:
        file.write(b'1')


def detach(folder):
    subprocess.run(['fusermount3', '-uzq', folder], check=False, timeout=LIMIT)


class Mount:
    """Owns the process, the mount and the log. close() leaves nothing behind."""

    def __init__(self, program, address, folder, log, options=('deadline=2',)):
        self.folder = folder
        self.log = log
        self._log_file = open(log, 'ab')  # pylint: disable=consider-using-with
        command = [program, '-f', address, folder]
        if options:
            command[2:2] = ['-o', ','.join(options)]
        self.process = process.start(command, stdout=self._log_file, stderr=self._log_file)
        self.connection = None
        try:
            process.until(self._answers, LIMIT, f'the mount by {program}')
        except BaseException:
            self.close()
            raise
        self.connection = connection_of(folder)

    def _answers(self):
        if self.process.poll() is not None:
            raise BenchError(f'qom-fuse ended before it had mounted: {self.text().strip()}')
        try:
            return is_mounted(self.folder) and os.statvfs(self.folder).f_namemax
        except OSError:
            return False  # the dead mount that it is about to replace

    def text(self):
        """The log."""
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()

    def alive(self):
        return self.process.poll() is None

    def resident_kib(self, what='VmRSS'):
        try:
            with open(f'/proc/{self.process.pid}/status', encoding='ascii') as status:
                return next((int(line.split()[1]) for line in status
                             if line.startswith(what + ':')), 0)
        except OSError:
            return 0

    def abort(self):
        """Frees whoever hangs in a call."""
        with contextlib.suppress(OSError):
            abort(self.connection)

    def terminate(self, limit=LIMIT):
        """Sends SIGTERM; (exit status or None, seconds)."""
        return self._end(lambda: self.process.send_signal(signal.SIGTERM), limit)

    def unmount(self, limit=LIMIT):
        """As fusermount3 -u does; (exit status or None, seconds)."""
        return self._end(lambda: subprocess.run(['fusermount3', '-u', self.folder], check=True,
                                                timeout=limit), limit)

    def _end(self, action, limit):
        started = time.monotonic()
        action()
        status = process.wait(self.process, limit)
        return status, time.monotonic() - started

    def kill(self):
        self.process.kill()
        process.wait(self.process, LIMIT)

    def close(self):
        if not process.end(self.process, LIMIT):
            self.abort()
        self._log_file.close()
        if is_mounted(self.folder):
            detach(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
