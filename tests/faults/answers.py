"""A QEMU that answers, but not as it should: cut off, late, out of order, in pieces, drowned."""

import contextlib
import threading
import time

from faults.bed import DEADLINE, FAST, SLOW, expect_clean_end, until_ok
from faults.fake_qemu import FakeQemu, Script
from faults.user import User

GROWTH_MIB = 8


@contextlib.contextmanager
def fake_in_use(bed, script, *options):
    with FakeQemu(f'{bed.folder}/fake.sock', script) as qemu, \
            bed.mount(qemu.path, *options) as mount, User() as user:
        for number in range(3):
            user.do('list', bed.mountpoint + ('', '/objects', '/machine')[number])
            user.do('read', bed.file())
        yield qemu, mount, user


class CutWrites(Script):
    """Ends the connection at a qom-set: before it executes it, before all of the answer is out, or
    right after it."""

    when = None

    def respond(self, connection, command):
        if command['execute'] != 'qom-set' or not self.when:
            return super().respond(connection, command)
        if self.when == 'before':
            return connection.cut()
        answer = b'{"return": {}, "id": %d}\r\n' % command['id']
        self.reply(command)
        if self.when == 'while':
            answer = answer[:len(answer) // 2]
        connection.send(answer)
        return connection.cut()


CUTS = {'before': {'EIO'}, 'while': {'EIO'}, 'after': {'ok'}}


def cut_writes(bed, row):
    """Nothing is ever written twice, and what was not answered is not called written."""
    script = CutWrites()
    with fake_in_use(bed, script) as (_, mount, user):
        row.before(mount)
        for number in bed.rounds(50):
            for part, (when, allowed) in enumerate(CUTS.items()):
                value = 3 * number + part + 1
                script.when = when
                answer = user.do('write', bed.file(), f'{value}\n')
                script.when = None
                row.answer(f'write cut {when} executing', answer, allowed, FAST)
                back, _ = until_ok(user, 'read', bed.file())
                row.expect(back.ok, 'the mount did not come back')
                times = script.executed.get(('/objects/io0', 'poll-max-ns', value), 0)
                row.saw(f'{when}: executed {times} times')
                row.expect(times == (when != 'before'), f'{when}: executed {times} times')
                row.times += 1
        row.expect(all(times == 1 for times in script.executed.values()), 'something came twice')
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


class Late(Script):
    """Answers after so many seconds."""

    delay = 0

    def respond(self, connection, command):
        time.sleep(self.delay)
        super().respond(connection, command)


def late(bed, row):
    """After the deadline; whoever asks then gets its own answer, not the late one."""
    script = Late()
    with fake_in_use(bed, script, 'readahead_timeout=0') as (_, mount, user):
        row.before(mount)
        for number in bed.rounds(20):
            script.delay = DEADLINE + 0.5
            row.answer('late read', user.do('read', bed.file(1)), {'ETIMEDOUT'}, SLOW)
            script.delay = 0
            script.values['/objects/io0', 'poll-max-ns'] = number
            answer, _ = until_ok(user, 'read', bed.file())
            row.answer('next read', answer, {'ok'}, SLOW)
            row.expect(answer.text == f'{number}\n', f'the next read gave {answer.text!r}')
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


class Swapped(Script):
    """Answers the second of two commands first, and a lonely one after a moment."""

    waiting = None

    def respond(self, connection, command):
        if self.waiting:
            connection.say(self.reply(command))
            earlier, self.waiting = self.waiting, None
            connection.say(self.reply(earlier))
        else:
            self.waiting = command
            threading.Timer(0.02, self._give_up_waiting, [connection, command]).start()

    def _give_up_waiting(self, connection, command):
        if self.waiting is command:
            self.waiting = None
            with contextlib.suppress(OSError):
                connection.say(self.reply(command))


class UnknownIds(Script):
    """Answers nobody asked for, each with an id; then the one that was asked for."""

    def respond(self, connection, command):
        for stranger in (command.get('id', 0) + 100, 1 << 40, 1 << 70, -1, '7', 1.5, [1]):
            connection.say({'return': 'wrong', 'id': stranger})
        connection.say(self.reply(command))


def _all_readers_right(bed, row, script):
    for number in range(4):
        script.values[f'/objects/io{number}', 'poll-max-ns'] = 1000 + number
    with fake_in_use(bed, script) as (_, mount, user), User() as other:
        row.before(mount)
        for number in bed.rounds(100):
            files = number % 4, (number + 1) % 4
            for reader, file in zip((user, other), files):
                reader.start('read', bed.file(file))
            for reader, file in zip((user, other), files):
                answer = reader.finish(SLOW)
                row.answer('read', answer, {'ok'}, SLOW)
                row.expect(answer.text == f'{1000 + file}\n', f'io{file} read {answer.text!r}')
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def out_of_order(bed, row):
    _all_readers_right(bed, row, Swapped())


def unknown_ids(bed, row):
    _all_readers_right(bed, row, UnknownIds())


class Halved(Script):
    """Says half of an answer, and the rest after a while."""

    pause = 0

    def respond(self, connection, command):
        pause = self.pause
        answer = repr(self.reply(command)).replace("'", '"').encode() + b'\r\n'
        half = len(answer) // 2
        connection.send(answer[:half])
        time.sleep(pause)
        connection.send(answer[half:])


def halved(bed, row):
    script = Halved(batched=False)
    with fake_in_use(bed, script, 'readahead_timeout=0') as (_, mount, user):
        row.before(mount)
        for _ in bed.rounds(20):
            script.pause = DEADLINE + 0.5
            row.answer('read of half an answer', user.do('read', bed.file(1)), {'ETIMEDOUT'}, SLOW)
            script.pause = 0
            answer, _ = until_ok(user, 'read', bed.file())
            row.answer('next read', answer, {'ok'}, SLOW)
            row.times += 1
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


class Proxy(Script):
    """As virt-qemu-qmp-proxy: all that it has received is one command. Slow, so that two meet."""

    whole = True
    package = 'qemu-11.1.0'

    def respond(self, connection, command):
        time.sleep(0.005)
        super().respond(connection, command)


class UnknownProxy(Proxy):
    """The same, without being known for it."""

    package = 'fake'


def _read_side_by_side(bed, row, users, allowed):
    for reader, number in zip(users, range(len(users))):
        reader.start('read', bed.file(number % 4))
    for reader in users:
        row.answer('read', reader.finish(SLOW), allowed, SLOW)


def known_proxy(bed, row):
    """It gets one command at a time: nobody ever waits in vain."""
    with fake_in_use(bed, Proxy(batched=False), 'readahead_timeout=0', 'timeout=0') as (_, mount, _), \
            contextlib.ExitStack() as stack:
        users = [stack.enter_context(User()) for _ in range(4)]
        row.before(mount)
        for _ in bed.rounds(100):
            _read_side_by_side(bed, row, users, {'ok'})
            row.times += 1
        row.expect('again' not in mount.text(), 'it was connected to again')
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


def unknown_proxy(bed, row):
    """The first pair misses the deadline; from then on it gets one command at a time."""
    script = UnknownProxy(batched=False)
    with fake_in_use(bed, script, 'readahead_timeout=0', 'timeout=0') as (_, mount, user), \
            contextlib.ExitStack() as stack:
        users = [stack.enter_context(User()) for _ in range(4)]
        row.before(mount)
        for _ in bed.rounds(100):
            fine = {'ok'} if 'one at a time' in mount.text() else {'ok', 'ETIMEDOUT', 'EHOSTDOWN'}
            _read_side_by_side(bed, row, users, fine)
            answer, _ = until_ok(user, 'read', bed.file())
            row.expect(answer.ok, f'the mount did not come back: {answer.outcome}')
            row.times += 1
        said = mount.text().count('two commands at a time')
        row.expect(said == 1, f'it was connected to again {said} times')
        row.memory(mount, GROWTH_MIB)
        expect_clean_end(row, mount)


EVENT = (b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "BALLOON_CHANGE", '
         b'"data": {"actual": 1}}\r\n')
DELETED = (b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "DEVICE_DELETED", '
           b'"data": {"device": "x", "path": "/machine/peripheral/x"}}\r\n')
UNKNOWN = b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "WHATEVER"}\r\n'
A_SECOND = 100_000
STEPS = 100  # of a second


class Flood(Script):
    """So many events a second, between the answers, as soon as on() is called."""

    def __init__(self, kinds):
        super().__init__()
        self._portion = b''.join(kinds[number % len(kinds)] for number in range(A_SECOND // STEPS))
        self._connection = None
        self.events = 0
        self.ended = threading.Event()

    def negotiated(self, connection):
        self._connection = connection

    def run(self):
        began = time.monotonic()
        with contextlib.suppress(OSError):
            for step in range(1 << 30):
                if self.ended.is_set():
                    return
                self._connection.send(self._portion)
                self.events += A_SECOND // STEPS
                time.sleep(max(0, began + (step + 1) / STEPS - time.monotonic()))

    def on(self):
        thread = threading.Thread(target=self.run, daemon=True)
        thread.start()
        return thread


def flood(bed, row):
    """100,000 events a second: a read is still answered, and memory stays."""
    for kinds in [EVENT], [DELETED], [EVENT, DELETED, UNKNOWN]:
        script = Flood(kinds)
        with fake_in_use(bed, script) as (_, mount, user):
            row.before(mount)
            thread = script.on()
            seconds = bed.seconds(10)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                row.answer('read', user.do('read', bed.file()), {'ok'}, DEADLINE)
                row.answer('list', user.do('list', bed.mountpoint + '/objects'), {'ok'}, DEADLINE)
                time.sleep(0.02)
            row.after_kib = mount.resident_kib('VmHWM')
            script.ended.set()
            thread.join(5)
            row.notes.append(f'{script.events / seconds:,.0f} events a second were taken')
            row.times += 1
            row.expect((row.after_kib - row.before_kib) / 1024 < 16, 'memory grows')
            expect_clean_end(row, mount)
