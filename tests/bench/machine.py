"""The virtual machines that are measured: paused, so that nothing but QMP keeps QEMU busy."""

import json
import os
import socket

from bench import process

Q35 = '''-M q35 -S -nodefaults -display none -accel tcg
-device virtio-balloon-pci,id=balloon0
-object iothread,id=iothread0
-object throttle-group,id=throttle0
-object memory-backend-ram,id=memory0,size=16M
-object rng-builtin,id=rng0 -device virtio-rng-pci,rng=rng0,id=vrng0'''.split()

# An integer that costs QEMU nothing to read: what is measured is the way there and back.
SAMPLE = ('/objects/iothread0', 'poll-max-ns')

START_LIMIT = 60


def root_ports(count):
    """PCIe root ports, eight to a slot; each is 15 objects, about as rich in properties as most."""
    for number in range(count):
        slot, function = divmod(number, 8)
        yield '-device'
        yield (f'pcie-root-port,id=port{number},chassis={number + 1},addr={slot + 4:x}.{function},'
               f'multifunction={"off" if function else "on"}')


class Machine:
    """A running QEMU and its one monitor; owns the process and the socket in the folder."""

    def __init__(self, program, folder, name, ports=0):
        self.program = program
        self.name = name
        self.socket = os.path.join(folder, f'{name}.sock')
        log = os.path.join(folder, f'{name}.log')
        with open(log, 'wb') as output:
            self.process = process.start(
                [program, *Q35, *root_ports(ports), '-qmp', f'unix:{self.socket},server,wait=off'],
                stdout=output, stderr=output)
        try:
            process.until(self._listens, START_LIMIT, f'the start of {program}')
            self._ask_about_itself()
        except BaseException as error:
            self.close()
            if not isinstance(error, (process.BenchError, OSError)):
                raise
            with open(log, encoding='utf-8', errors='replace') as output:
                raise process.BenchError(f'{error} {output.read().strip()}') from error

    def _listens(self):
        if self.process.poll() is not None:
            raise process.BenchError(f'{self.program} did not start:')
        return os.path.exists(self.socket)

    def _ask_about_itself(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(START_LIMIT)
            connection.connect(self.socket)
            lines = connection.makefile('r', encoding='ascii')
            version = json.loads(lines.readline())['QMP']['version']['qemu']
            self.version = f'{version["major"]}.{version["minor"]}.{version["micro"]}'
            connection.sendall(b'{"execute":"qmp_capabilities"}{"execute":"query-commands"}')
            lines.readline()
            commands = json.loads(lines.readline())['return']
            self.has_list_get = any(command['name'] == 'qom-list-get' for command in commands)

    def cpu_seconds(self):
        return process.cpu_seconds(self.process)

    def close(self):
        process.end(self.process)
