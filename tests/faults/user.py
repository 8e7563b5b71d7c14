"""A user in a process of its own, so that a call that hangs holds up nobody else.

As a program: takes one JSON list a line, [operation, arguments...], and answers each with
[outcome, seconds, text]. As a module: User drives such a process.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import NamedTuple

from bench import process
from faults.operations import OK, outcome_of


class Hung(process.BenchError):
    """A call did not end: the fault is over, and whoever does the next one frees the caller."""


class Answer(NamedTuple):
    """How one operation ended."""
    outcome: str
    seconds: float
    text: str = ''

    @property
    def ok(self):
        return self.outcome == OK


START_LIMIT = 30


class User:
    """Owns the process. finish() and do() raise Hung for a call that takes too long."""

    def __init__(self):
        self._doing = ''
        self.process = process.start([sys.executable, '-m', 'faults.user'], cwd=_tests(),
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self._answer(START_LIMIT) is None:
            raise process.BenchError('the Python of a user did not start')

    def _answer(self, seconds):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def start(self, operation, *arguments):
        """Gives it something to do; the answer is fetched by finish()."""
        self._doing = f'{operation} {arguments[0]}'
        self.process.stdin.write((json.dumps([operation, *arguments]) + '\n').encode())
        self.process.stdin.flush()

    def finish(self, limit):
        answer = self._answer(limit)
        if not answer:
            raise Hung(f'{self._doing} did not end in {limit:.0f} s')
        return Answer(*answer)

    def do(self, operation, *arguments, limit=20):
        self.start(operation, *arguments)
        return self.finish(limit)

    def interrupt(self):
        """What Ctrl-C does to the call under way: it ends as EINTR."""
        self.process.send_signal(signal.SIGINT)

    def close(self):
        process.end(self.process, 2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _tests():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Interrupted(Exception):
    """Python would begin an interrupted call again; a user's program ends."""


def _interrupt(*_):
    # The next one, if it comes, is for nobody.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise Interrupted


def _outcome(arguments):
    """How the call ended. Only during it does an interrupt count."""
    try:
        signal.signal(signal.SIGINT, _interrupt)
        outcome = outcome_of(*arguments)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return outcome
    except Interrupted:
        return 'EINTR', ''


def serve():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(json.dumps([]), flush=True)
    for line in sys.stdin:
        started = time.monotonic()
        outcome, text = _outcome(json.loads(line))
        print(json.dumps([outcome, time.monotonic() - started, text]), flush=True)


if __name__ == '__main__':
    serve()
