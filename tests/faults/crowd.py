"""Many users at work on one mount at once, each in a process of its own.

As a program: `crowd MOUNT COUNT FILES RESETS`, forks COUNT users and runs until its input ends;
then it prints one JSON object. Each of the first FILES users owns the file
objects/ioN/poll-max-ns and writes growing numbers into it, which tell by their size who wrote them.
Everybody reads, lists and looks at everything, and checks what it reads: a number must be at least
the last one whose write was answered before the read began, and none that was not written yet.
RESETS=1 allows for a QEMU that starts again, where all begins with QEMU's own number.
"""

import ctypes
import json
import mmap
import os
import random
import signal
import sys
import time

from faults.operations import OK, outcome_of

STEP = 1_000_000
DEFAULT = 32768
# Whoever waits for this program aborts the mount long before.
STOP_LIMIT = 90


def file_of(mount, owner):
    return f'{mount}/objects/io{owner}/poll-max-ns'


class Board:
    """Memory that all users share: since when each is at its present call, what each has written
    and what of it was answered, and the end."""

    def __init__(self, users):
        kind = ctypes.c_double * (3 * users + 1)
        self.numbers = kind.from_buffer(mmap.mmap(-1, ctypes.sizeof(kind)))
        self.users = users

    def begun(self, user, when):
        self.numbers[user] = when

    def oldest(self):
        return min((when for when in self.numbers[:self.users] if when), default=0)

    def issue(self, user, value):
        self.numbers[self.users + user] = value

    def issued(self, user):
        return int(self.numbers[self.users + user])

    def acknowledge(self, user, value):
        self.numbers[2 * self.users + user] = value

    def acknowledged(self, user):
        return int(self.numbers[2 * self.users + user])

    def look_at(self, mount, files):
        """Begins with what an earlier crowd left in the files."""
        for owner in range(files):
            value = int(outcome_of('read', file_of(mount, owner))[1] or DEFAULT)
            if value != DEFAULT:
                self.issue(owner, value)
                self.acknowledge(owner, value)

    def stop(self):
        self.numbers[3 * self.users] = 1

    @property
    def stopped(self):
        return bool(self.numbers[3 * self.users])


class Worker:
    """One user."""

    def __init__(self, board, number, mount, files, resets):
        self.board = board
        self.number = number
        self.mount = mount
        self.files = files
        self.resets = resets
        self.counts = {}
        self.longest = {}
        self.wrong = []
        self.random = random.Random(number)

    def _do(self, operation, *arguments):
        started = time.monotonic()
        self.board.begun(self.number, started)
        outcome, text = outcome_of(operation, *arguments)
        took = time.monotonic() - started
        self.board.begun(self.number, 0)
        key = f'{operation} {outcome}'
        self.counts[key] = self.counts.get(key, 0) + 1
        self.longest[key] = max(self.longest.get(key, 0), took)
        return outcome, text

    def _write(self):
        value = max(self.board.issued(self.number), (self.number + 1) * STEP) + 1
        self.board.issue(self.number, value)
        outcome, _ = self._do('write', file_of(self.mount, self.number), f'{value}\n')
        if outcome == OK:
            self.board.acknowledge(self.number, value)
        return outcome

    def _read(self, owner):
        least = self.board.acknowledged(owner)
        outcome, text = self._do('read', file_of(self.mount, owner))
        if outcome == OK and not self._is_right(text, owner, least):
            self.wrong.append(f'io{owner} read {text!r}, written at least {least} '
                              f'and at most {self.board.issued(owner)}')
        return outcome

    def _is_right(self, text, owner, least):
        if not (text.endswith('\n') and text[:-1].isdigit()):
            return False
        value = int(text)
        if value == DEFAULT and (self.resets or not least):
            return True
        own = (owner + 1) * STEP < value <= self.board.issued(owner)
        return own and (self.resets or value >= least)

    def step(self):
        """Does one thing and returns how it ended."""
        what, owner = self.random.random(), self.random.randrange(self.files)
        if self.number < self.files and what < 0.3:
            return self._write()
        if what < 0.6:
            return self._read(self.number if self.number < self.files and what < 0.4 else owner)
        if what < 0.8:
            return self._do('stat', file_of(self.mount, owner))[0]
        folder = self.random.choice(['', '/objects', '/machine', '/machine/peripheral',
                                     f'/objects/io{owner}', '/machine/unattached'])
        return self._do('list', self.mount + folder)[0]

    def report(self):
        return {'counts': self.counts, 'longest': self.longest, 'wrong': self.wrong[:20],
                'wrong_count': len(self.wrong)}


def live(worker, pipe):
    """The whole life of a user's process. After an error it draws breath, as people do."""
    parent = os.getppid()
    while not worker.board.stopped and os.getppid() == parent:
        if worker.step() != OK:
            time.sleep(0.002)
    if worker.board.stopped:
        with os.fdopen(pipe, 'w') as output:
            json.dump(worker.report(), output)
    os._exit(0)


def spawn(make_worker, count):
    pipes = []
    for number in range(count):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(reading)
            for pipe in pipes:
                os.close(pipe)
            live(make_worker(number), writing)
        os.close(writing)
        pipes.append(reading)
    return pipes


def merge(reports):
    total = {'counts': {}, 'longest': {}, 'wrong': [], 'wrong_count': 0, 'lost_users': 0}
    for report in reports:
        if not report:
            total['lost_users'] += 1
            continue
        for key, count in report['counts'].items():
            total['counts'][key] = total['counts'].get(key, 0) + count
        for key, longest in report['longest'].items():
            total['longest'][key] = max(total['longest'].get(key, 0), longest)
        total['wrong'] += report['wrong']
        total['wrong_count'] += report['wrong_count']
    return total


def main():
    mount, count, files, resets = sys.argv[1], *map(int, sys.argv[2:])
    files = min(files, count)
    board = Board(count)
    board.look_at(mount, files)
    pipes = spawn(lambda number: Worker(board, number, mount, files, bool(resets)), count)
    print('ready', flush=True)
    for line in sys.stdin:
        oldest = board.oldest()
        print(time.monotonic() - oldest if oldest else 0, flush=True)
    board.stop()
    signal.alarm(STOP_LIMIT)
    texts = [os.fdopen(pipe).read() for pipe in pipes]
    print(json.dumps(merge([json.loads(text) if text else None for text in texts])), flush=True)


if __name__ == '__main__':
    main()
