"""What the faults are done in: the programs, a folder of their own and how often."""

import contextlib
import os
import random
import time

from bench.process import BenchError
from faults.mount import Mount, abort, connection_of, detach, is_mounted
from faults.qemu import Qemu
from faults.user import User

DEADLINE = 2
# How long an answer may take that waits for QEMU: when the kernel looks again at a name it knew,
# and in vain, it asks a second time. And one that needs not wait; other programs use this machine,
# too.
SLOW = 2 * DEADLINE + 1
FAST = 1.0


class Bed:
    """Owns the mountpoint; whatever a fault leaves mounted there is taken away by clear()."""

    def __init__(self, program, qemu, version, folder, quick):
        self.program = program
        self.qemu_program = qemu
        self.version = version
        self.folder = folder
        self.quick = quick
        self.random = random.Random(4)
        self.mountpoint = os.path.join(folder, 'mnt')
        os.makedirs(self.mountpoint, exist_ok=True)

    def rounds(self, count):
        return range(max(1, count // 10) if self.quick else count)

    def seconds(self, count):
        return max(2, count // 10) if self.quick else count

    def qemu(self, name='qemu'):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        return Qemu(self.qemu_program, folder)

    def mount(self, address, *options, deadline=DEADLINE):
        log = os.path.join(self.folder, 'log')
        with contextlib.suppress(FileNotFoundError):
            os.unlink(log)
        return self.mount_again(address, *options, deadline=deadline)

    def mount_again(self, address, *options, deadline=DEADLINE):
        """The same, with the log going on."""
        return Mount(self.program, address, self.mountpoint, os.path.join(self.folder, 'log'),
                     (f'deadline={deadline}', *options))

    def log(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8', errors='replace') as log:
            return log.read()

    def file(self, number=0):
        return f'{self.mountpoint}/objects/io{number}/poll-max-ns'

    def abort(self):
        """Frees whoever hangs in a call to the mount."""
        with contextlib.suppress(OSError):
            abort(connection_of(self.mountpoint))

    def clear(self):
        """Takes away whatever is mounted there."""
        for _ in range(10):
            if not is_mounted(self.mountpoint):
                return
            self.abort()
            detach(self.mountpoint)
            time.sleep(0.2)
        raise BenchError(f'{self.mountpoint} cannot be unmounted')


def until_ok(user, operation, *arguments, limit=15):
    """Tries until it works; (the answer, seconds since the beginning)."""
    started = time.monotonic()
    while True:
        answer = user.do(operation, *arguments)
        if answer.ok or time.monotonic() - started > limit:
            return answer, time.monotonic() - started
        time.sleep(0.02)


@contextlib.contextmanager
def machine_in_use(bed, *options):
    """(qemu, mount, user) with everything looked at once, so that memory has its usual size."""
    with bed.qemu() as qemu, bed.mount(qemu.socket, *options) as mount, User() as user:
        for _ in range(3):
            for folder in '', '/objects', '/machine', '/machine/unattached':
                user.do('list', bed.mountpoint + folder)
            user.do('read', bed.file())
        yield qemu, mount, user


def expect_clean_end(row, mount, limit=2.0):
    """The mount goes at SIGTERM, with status 0 and in time."""
    status, seconds = mount.terminate()
    row.expect(status == 0, f'the end of qom-fuse had status {status}')
    row.expect(seconds <= limit, f'the end of qom-fuse took {seconds:.1f} s')
    row.expect(not is_mounted(mount.folder), 'the mount is still there')
    return seconds
