"""The QEMU that faults are done to: paused, with a monitor for the mount and one for us."""

import os
import signal
import socket
import subprocess

from bench import process
from bench.process import BenchError
from faults.monitor import Monitor

FILES = 16
START_LIMIT = 60


def arguments(machine):
    """A machine with a file each for some users, and a controller whose devices come and go."""
    yield from ['-M', machine, '-S', '-nodefaults', '-display', 'none', '-accel', 'tcg']
    for number in range(FILES):
        yield from ['-object', f'iothread,id=io{number}']
    yield from ['-device', 'virtio-balloon-pci,id=balloon0', '-device', 'qemu-xhci,id=xhci']


class Qemu:
    """Owns the process. After kill() or quit() start() makes another one with the same socket."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.socket = os.path.join(folder, 'mount.sock')
        self.own_socket = os.path.join(folder, 'own.sock')
        self.process = None
        self.start()

    def start(self, machine='q35'):
        self.begin(machine)
        self.wait_until_listening()

    def begin(self, machine='q35'):
        """Starts it without waiting until it listens."""
        for path in self.socket, self.own_socket:
            if os.path.exists(path):
                os.unlink(path)
        log = os.path.join(self.folder, 'qemu.log')
        with open(log, 'wb') as output:
            self.process = process.start(
                [self.program, *arguments(machine),
                 '-qmp', f'unix:{self.socket},server=on,wait=off',
                 '-qmp', f'unix:{self.own_socket},server=on,wait=off'],
                stdout=output, stderr=subprocess.STDOUT)

    def wait_until_listening(self):
        process.until(self._listens, START_LIMIT, f'the start of {self.program}')

    def _listens(self):
        if self.process.poll() is not None:
            with open(os.path.join(self.folder, 'qemu.log'), encoding='utf-8') as log:
                raise BenchError(f'{self.program} did not start: {log.read().strip()}')
        return os.path.exists(self.socket) and self._accepts()

    def _accepts(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.setblocking(False)
            return connection.connect_ex(self.own_socket) == 0

    def kill(self):
        self.process.kill()
        process.wait(self.process, 10)

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def quit(self):
        with self.monitor() as monitor:
            monitor.execute('quit')
        if process.wait(self.process, 10) is None:
            raise BenchError('QEMU did not quit')

    def monitor(self):
        return Monitor(self.own_socket)

    def version(self):
        with self.monitor() as monitor:
            return monitor.version

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            process.wait(self.process, 10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
