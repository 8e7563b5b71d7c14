"""QEMU goes, in one way or another, and comes back."""

import contextlib
import os
import time

from bench import process
from faults.bed import FAST, SLOW, expect_clean_end, machine_in_use, until_ok
from faults.monitor import Monitor
from faults.user import User
from faults.users import Users

USERS = 8
# Kept by allocators and caches, whatever happened how often.
GROWTH_MIB = 8
GONE = {'EHOSTDOWN'}
GONE_IN_LOAD = {'EHOSTDOWN', 'write EIO'}


def _back(row, bed, user):
    """Waits for the mount to show the next QEMU."""
    answer, seconds = until_ok(user, 'read', bed.file())
    row.expect(answer.ok, f'QEMU is back, but a read gives {answer.outcome}')
    row.peak('seconds until QEMU was shown again', seconds)


def _end(row, mount, users):
    row.crowd(users, GONE_IN_LOAD, SLOW)
    row.memory(mount, GROWTH_MIB)
    row.expect(mount.alive(), 'qom-fuse died')
    expect_clean_end(row, mount)


def _come_and_go(bed, row, count, leave):
    with machine_in_use(bed, 'timeout=60') as (qemu, mount, user):
        row.before(mount)
        with Users(mount, USERS, resets=True) as users:
            for _ in bed.rounds(count):
                users.watch(bed.random.uniform(0.02, 0.3), SLOW)
                leave(qemu)
                row.answer('read without QEMU', user.do('read', bed.file()), GONE, FAST)
                row.answer('list without QEMU', user.do('list', bed.mountpoint), GONE, FAST)
                qemu.start()
                _back(row, bed, user)
                row.times += 1
        _end(row, mount, users)


def kill(bed, row):
    _come_and_go(bed, row, 100, lambda qemu: qemu.kill())


def leave(bed, row):
    _come_and_go(bed, row, 20, lambda qemu: qemu.quit())


def kill_with_waiters(bed, row):
    """Stopped, so that calls wait for it; then killed: everybody is told at once."""
    waits = {'read': ([bed.file(1)], {'EHOSTDOWN'}), 'list': ([bed.mountpoint], {'EHOSTDOWN'}),
             'write': ([bed.file(2), '1\n'], {'EIO', 'EHOSTDOWN'})}
    with machine_in_use(bed, 'readahead_timeout=0', 'timeout=0') as (qemu, mount, user), \
            contextlib.ExitStack() as stack:
        users = {operation: stack.enter_context(User()) for operation in waits}
        row.before(mount)
        for _ in bed.rounds(20):
            qemu.stop()
            for operation, (arguments, _) in waits.items():
                users[operation].start(operation, *arguments)
            time.sleep(0.2)
            qemu.kill()
            for operation, (_, allowed) in waits.items():
                answer = users[operation].finish(SLOW)
                row.answer(f'waiting {operation}', answer, allowed, FAST)
            qemu.start()
            _back(row, bed, user)
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def another_machine(bed, row):
    """Killed, and another type of machine comes: all of it is there, and nothing of the old."""
    own = {'q35': '/machine/q35', 'pc': '/machine/i440fx'}
    with machine_in_use(bed, 'timeout=3600') as (qemu, mount, user):
        row.before(mount)
        present = 'q35'
        inodes = set()
        for _ in bed.rounds(20):
            old, present = present, 'pc' if present == 'q35' else 'q35'
            user.do('list', bed.mountpoint + own[old])
            inodes.add(user.do('stat', bed.mountpoint + '/machine').text)
            qemu.kill()
            qemu.start(present)
            _back(row, bed, user)
            row.answer('what is new', user.do('list', bed.mountpoint + own[present]), {'ok'}, FAST)
            row.answer('what was', user.do('list', bed.mountpoint + own[old]), {'ENOENT'}, FAST)
            row.answer('what was', user.do('stat', bed.mountpoint + own[old]), {'ENOENT'}, FAST)
            names = user.do('list', bed.mountpoint + '/machine').text.split('\0')
            row.expect(os.path.basename(own[old]) not in names, 'an old name is still listed')
            row.expect(user.do('stat', bed.mountpoint + '/machine').text not in inodes,
                       'an inode number was used again')
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def replaced_socket(bed, row):
    """Another QEMU takes the place of the socket file: it is shown when the first one goes."""
    with machine_in_use(bed) as (first, mount, user), bed.qemu('other') as second:
        row.before(mount)
        with Users(mount, USERS, resets=True) as users:
            for number in bed.rounds(10):
                text = f'{900_000 + number}\n'
                with Monitor(second.own_socket) as monitor:
                    monitor.execute('qom-set', path='/objects/io15', property='poll-max-ns',
                                    value=int(text))
                os.rename(second.socket, first.socket)
                answer = user.do('read', bed.file(15))
                row.answer('read of the first', answer, {'ok'}, FAST)
                row.expect(answer.text != text, 'the second is shown while the first is there')
                first.process.kill()
                process.wait(first.process, 10)
                _back(row, bed, user)
                answer = user.do('read', bed.file(15))
                row.answer('read of the second', answer, {'ok'}, FAST)
                row.expect(answer.text == text, f'the second is not shown: {answer.text!r}')
                first.process, second.process = second.process, first.process
                os.rename(second.own_socket, first.own_socket)
                second.start()
                row.times += 1
        _end(row, mount, users)


@contextlib.contextmanager
def _started_and_taken(qemu):
    """Starts QEMU with a client on the mount's monitor before the mount can find it."""
    path = qemu.socket
    qemu.socket += '.new'
    qemu.start()
    with Monitor(qemu.socket):
        os.rename(qemu.socket, path)
        qemu.socket = path
        yield


def taken_monitor(bed, row):
    """When QEMU is back, another client is first: it is waited for, and that is said once."""
    with machine_in_use(bed) as (qemu, mount, user):
        row.before(mount)
        for _ in bed.rounds(3):
            qemu.kill()
            said = mount.text().count('another client')
            with _started_and_taken(qemu):
                time.sleep(8)
                row.answer('read while taken', user.do('read', bed.file()), GONE, FAST)
                said = mount.text().count('another client') - said
                row.expect(said == 1, f'the log says it {said} times')
            _back(row, bed, user)
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def stopped_on_return(bed, row):
    """QEMU is back, but stopped before it could greet: that is said, with what to do, once."""
    with machine_in_use(bed) as (qemu, mount, user):
        row.before(mount)
        for _ in bed.rounds(3):
            qemu.kill()
            said = mount.text().count('kill -CONT')
            path, qemu.socket = qemu.socket, qemu.socket + '.new'
            qemu.start()
            qemu.stop()
            os.rename(qemu.socket, path)
            qemu.socket = path
            time.sleep(8)
            row.answer('read while stopped', user.do('read', bed.file()), GONE, FAST)
            said = mount.text().count('kill -CONT') - said
            row.expect(said == 1, f'the log says it {said} times')
            qemu.resume()
            _back(row, bed, user)
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def no_reconnect(bed, row):
    """-o noreconnect: the mount goes with QEMU."""
    for _ in bed.rounds(10):
        with machine_in_use(bed, 'noreconnect') as (qemu, mount, _user):
            started = time.monotonic()
            qemu.kill()
            status = process.wait(mount.process, 5)
            row.saw(f'exit status {status}', time.monotonic() - started)
            row.expect(status is not None, 'the mount outlived QEMU')
            row.expect(not os.path.ismount(bed.mountpoint), 'the mountpoint is still mounted')
            row.times += 1
