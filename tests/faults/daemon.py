"""qom-fuse itself goes: when it is told to, and when it is killed."""

import os
import subprocess
import time

from bench import process
from bench.process import BenchError
from faults.bed import FAST, SLOW, expect_clean_end
from faults.mount import is_mounted
from faults.user import User
from faults.users import Users

USERS = 8
# What users of a mountpoint see without a mount, and while it goes.
WITHOUT_MOUNT = {'ENOENT', 'ENOTCONN', 'ECONNABORTED', 'EINTR', 'write EIO', 'EHOSTDOWN'}


def restart(bed, row):
    """Ended by SIGTERM and started again, while users are at work."""
    with bed.qemu() as qemu:
        with bed.mount(qemu.socket) as mount:
            row.before(mount)
            users = Users(mount, USERS)
            with users:
                for _ in bed.rounds(100):
                    users.watch(0.1, SLOW)
                    row.saw('SIGTERM status 0', expect_clean_end(row, mount))
                    mount.close()
                    mount = users.mount = bed.mount_again(qemu.socket)
                    row.times += 1
            row.crowd(users, WITHOUT_MOUNT, SLOW)
            row.memory(mount, 8)
            row.saw('SIGTERM status 0', expect_clean_end(row, mount))
            mount.close()


def _is_usable(folder):
    try:
        return os.listdir(folder) == []
    except OSError:
        return False


def _unmounted_by_hand(bed, row, qemu):
    """As the manual says: fusermount3 -u, and the mountpoint is a folder again."""
    subprocess.run(['fusermount3', '-u', bed.mountpoint], check=False, timeout=10)
    row.expect(_is_usable(bed.mountpoint), 'fusermount3 -u does not free the mountpoint')
    bed.mount_again(qemu.socket).close()
    row.saw('usable after fusermount3 -u')


def _started_over(bed, row, qemu):
    """The next qom-fuse takes the place of the dead one, and says so."""
    said = bed.log().count('detached the dead')
    mount = bed.mount_again(qemu.socket)
    row.expect(bed.log().count('detached the dead') == said + 1, 'the log does not say so')
    mount.close()
    row.expect(_is_usable(bed.mountpoint), 'there is still a mount below')
    row.saw('taken over by the next')


def killed(bed, row):
    with bed.qemu() as qemu, User() as user:
        for number in bed.rounds(20):
            with bed.mount(qemu.socket) as mount:
                with Users(mount, 4) as users:
                    users.watch(0.2, SLOW)
                    user.start('list', bed.mountpoint + '/machine')
                    mount.kill()
                    row.answer('a call under way', user.finish(SLOW),
                               {'ok', 'ENOTCONN', 'ECONNABORTED'}, FAST)
                    row.answer('a call after', user.do('read', bed.file()), {'ENOTCONN'}, FAST)
                row.crowd(users, WITHOUT_MOUNT, SLOW)
                (_started_over if number % 2 else _unmounted_by_hand)(bed, row, qemu)
            row.times += 1


def killed_with_auto_unmount(bed, row):
    with bed.qemu() as qemu:
        for _ in bed.rounds(10):
            with bed.mount(qemu.socket, 'auto_unmount') as mount:
                started = time.monotonic()
                mount.kill()
                try:
                    process.until(lambda: not is_mounted(bed.mountpoint), 5, 'auto_unmount')
                    row.saw('unmounted by itself', time.monotonic() - started)
                except BenchError as error:
                    row.fail(str(error))
                row.expect(_is_usable(bed.mountpoint), 'the mountpoint is not usable')
            row.times += 1
