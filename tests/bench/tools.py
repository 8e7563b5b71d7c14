"""The one-shot tools, each a process from start to exit, beside the bare client doing the same."""

import os
import statistics

from bench import process
from bench.machine import SAMPLE

LIMIT = 180


class ToolRuns:
    """Collects samples round by round for one machine; owns nothing but names of programs."""

    def __init__(self, program, tools, machine):
        folder = os.path.dirname(program)
        bare = os.path.join(tools, 'bare-client')
        whole = 'list-get-all' if machine.has_list_get else 'get-all'
        self._commands = {
            'qom-tree': ([os.path.join(folder, 'qom-tree'), '-s', machine.socket],
                         [bare, machine.socket, whole]),
            'qom-get': ([os.path.join(folder, 'qom-get'), '-s', machine.socket, *SAMPLE],
                        [bare, machine.socket, 'one-get', *SAMPLE, '1']),
        }
        self._walls = {name: ([], []) for name in self._commands}

    def round(self, number):
        """Each tool next to its yardstick, in reverse order every other round."""
        for name, commands in self._commands.items():
            for at in ((0, 1), (1, 0))[number % 2]:
                # A short job is cheap to repeat, and noisy.
                for _ in range(10 if name == 'qom-get' else 1):
                    self._walls[name][at].append(process.run(commands[at], LIMIT)[0])

    def figures(self):
        return {name: {'wall': statistics.median(own), 'bare_wall': statistics.median(bare)}
                for name, (own, bare) in self._walls.items()}


def table(tools):
    yield 'Tools, a process from start to exit: wall ms, the bare client likewise, ratio'
    for name, figures in tools.items():
        own, bare = figures['wall'], figures['bare_wall']
        yield f'  {name:12}{own * 1000:10.2f}{bare * 1000:10.2f}{own / bare:8.2f}'
