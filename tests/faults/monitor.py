"""A small QMP client: the second opinion on what the mount shows."""

import json
import socket
import time

from bench.process import BenchError

LIMIT = 60


class Monitor:
    """Owns one negotiated connection; every wait is bounded."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(LIMIT)
        self._connect(path)
        self._lines = self._socket.makefile('r', encoding='ascii')
        version = json.loads(self._lines.readline())['QMP']['version']['qemu']
        self.version = f'{version["major"]}.{version["minor"]}.{version["micro"]}'
        self.execute('qmp_capabilities')

    def _connect(self, path):
        end = time.monotonic() + LIMIT
        while True:
            try:
                return self._socket.connect(path)
            except (ConnectionRefusedError, FileNotFoundError, BlockingIOError) as error:
                if time.monotonic() > end:
                    raise BenchError(f'{path}: {error}') from error
                time.sleep(0.01)

    def execute(self, command, **arguments):
        """The answer's value; BenchError if QEMU refuses."""
        self.ask(command, **arguments)
        return self.answer(command)

    def ask(self, command, **arguments):
        """Sends a command whose answer is fetched by answer()."""
        message = {'execute': command, 'arguments': arguments}
        self._socket.sendall(json.dumps(message).encode())

    def answer(self, command):
        while True:
            line = self._lines.readline()
            if not line:
                raise BenchError(f'QEMU went away during {command}')
            answer = json.loads(line)
            if 'error' in answer:
                raise BenchError(f'{command}: {answer["error"]["desc"]}')
            if 'return' in answer:
                return answer['return']

    def close(self):
        self._lines.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
