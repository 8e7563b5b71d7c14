"""The handle on a crowd: many users in a process of their own, see crowd.py."""

import json
import os
import select
import subprocess
import sys
import time

from bench import process
from bench.process import BenchError
from faults.qemu import FILES

START_LIMIT = 60
STOP_LIMIT = 30


class Users:
    """Owns the crowd's process. Use it in a with statement; report() is there afterwards."""

    def __init__(self, mount, count, resets=False, files=FILES):
        self.mount = mount
        self.report = None
        self.hung = None
        tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        self.process = process.start(
            [sys.executable, '-m', 'faults.crowd', mount.folder, str(count), str(files),
             str(int(resets))], cwd=tests, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self._line(START_LIMIT) != 'ready':
            raise BenchError('the users did not start')

    def _line(self, limit):
        if not select.select([self.process.stdout], [], [], limit)[0]:
            return None
        return self.process.stdout.readline().decode().strip()

    def waiting(self):
        """How many seconds the longest call under way has lasted."""
        self.process.stdin.write(b'\n')
        self.process.stdin.flush()
        return float(self._line(STOP_LIMIT) or 'inf')

    def watch(self, seconds, limit, step=0.2):
        """Lets time pass; what hangs longer than the limit is freed and remembered as hung."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(step, left))
            self.check(limit)

    def check(self, limit):
        waiting = self.waiting()
        if waiting > limit and not self.hung:
            self.hung = waiting
            self.mount.abort()

    def stop(self, limit=STOP_LIMIT):
        self.process.stdin.close()
        line = self._line(limit)
        if line is None:
            self.hung = self.hung or limit
            self.mount.abort()
            line = self._line(limit)
        self.report = json.loads(line) if line else None
        process.end(self.process, 5)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            process.end(self.process, 5)
