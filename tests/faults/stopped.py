"""QEMU stops to answer, and goes on later."""

import os
import time

from faults.bed import DEADLINE, FAST, SLOW, expect_clean_end, machine_in_use, until_ok
from faults.monitor import Monitor
from faults.mount import is_mounted
from faults.user import User
from faults.users import Users

USERS = 8
GROWTH_MIB = 8
LATE = {'ETIMEDOUT'}
# Every so many rounds QEMU is away for longer than the deadline.
LONG_ROUND = 10


def _interrupted_reader(bed, row, user, limit=0.5):
    """A reader that waits is gone at once on Ctrl-C; 'ok' if its value was there already."""
    user.start('read', bed.file(1))
    time.sleep(0.1)
    started = time.monotonic()
    user.interrupt()
    answer = user.finish(SLOW)
    took = time.monotonic() - started
    row.saw(f'Ctrl-C on a read {answer.outcome}', took)
    row.expect(answer.outcome in {'EINTR', 'ETIMEDOUT', 'ok'}, f'Ctrl-C gave {answer.outcome}')
    row.expect(took <= limit, f'Ctrl-C took {took:.2f} s')


def stop_and_go(bed, row):
    with machine_in_use(bed) as (qemu, mount, user):
        row.before(mount)
        with Users(mount, USERS) as users:
            for number in bed.rounds(100):
                users.watch(0.1, SLOW)
                qemu.stop()
                users.watch(3 if number % LONG_ROUND == LONG_ROUND - 1 else 0.1, SLOW)
                _interrupted_reader(bed, row, user)
                qemu.resume()
                answer, _ = until_ok(user, 'read', bed.file(), limit=SLOW)
                row.expect(answer.ok, f'QEMU goes on, but a read gives {answer.outcome}')
                row.times += 1
        row.crowd(users, LATE, SLOW)
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def end_while_stopped(bed, row):
    """SIGTERM with readers waiting, and umount, both within a second."""
    for number in bed.rounds(20):
        with machine_in_use(bed, 'readahead_timeout=0') as (qemu, mount, user), User() as other:
            qemu.stop()
            if number % 2:
                _interrupted_reader(bed, row, user)
                status, seconds = mount.unmount()
                what = 'umount'
            else:
                for reader in user, other:
                    reader.start('read', bed.file(1))
                time.sleep(0.1)
                status, seconds = mount.terminate()
                what = 'SIGTERM'
                for reader in user, other:
                    answer = reader.finish(FAST)
                    row.answer('waiting read', answer,
                               {'EINTR', 'EIO', 'ENOTCONN', 'ECONNABORTED', 'EHOSTDOWN'}, SLOW)
            row.saw(f'{what} status {status}', seconds)
            row.expect(status == 0, f'{what}: status {status}')
            row.expect(seconds <= FAST, f'{what} took {seconds:.2f} s')
            row.expect(not is_mounted(bed.mountpoint), f'{what}: still mounted')
            row.times += 1


def share_waits(bed, row):
    """Clients of the share wait for longer than the deadline; the mount is bounded meanwhile."""
    door = os.path.join(bed.folder, 'door')
    with machine_in_use(bed, f'share={door}') as (qemu, mount, user):
        row.before(mount)
        for _ in bed.rounds(20):
            with Monitor(door) as first, Monitor(door) as second:
                qemu.stop()
                for client in first, second:
                    client.ask('query-status')
                row.answer('first read', user.do('read', bed.file()), LATE, SLOW)
                row.answer('second read', user.do('read', bed.file(1)), LATE, FAST)
                time.sleep(DEADLINE / 2)
                qemu.resume()
                for client in first, second:
                    status = client.answer('query-status')
                    row.saw(f"client {status['status']}")
            answer, _ = until_ok(user, 'read', bed.file(), limit=SLOW)
            row.expect(answer.ok, f'QEMU goes on, but a read gives {answer.outcome}')
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)
