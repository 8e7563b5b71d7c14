"""Two hundred processes at work for a minute, while devices come and go."""

import threading
import time

from bench.process import BenchError
from faults.bed import SLOW, expect_clean_end, machine_in_use
from faults.users import Users

USERS = 200
SECONDS = 60
DEVICE = '/machine/peripheral/dyn'
# 200 processes share the processors of a small machine: what takes long is their turn to run.
CROWDED = 15


class Plugger(threading.Thread):
    """Plugs and unplugs a device over QEMU's other monitor until stopped; counts both."""

    def __init__(self, qemu):
        super().__init__(daemon=True)
        self._monitor = qemu.monitor()
        self._stop_asked = threading.Event()
        self.plugged = self.unplugged = 0
        self.failure = None

    def run(self):
        try:
            while not self._stop_asked.is_set():
                self._monitor.execute('device_add', driver='usb-tablet', bus='xhci.0', id='dyn')
                self.plugged += 1
                self._stop_asked.wait(1)
                self._monitor.execute('device_del', id='dyn')
                self.unplugged += 1
                self._stop_asked.wait(0.3)
        except (BenchError, OSError) as error:
            self.failure = str(error)

    def stop(self):
        self._stop_asked.set()
        self.join(30)
        self._monitor.close()


def _watch_the_device(bed, row, user, seconds):
    """Walks into the device that comes and goes: all there, or ENOENT."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for operation, path in (('list', DEVICE), ('read', DEVICE + '/usb_version')):
            answer = user.do(operation, bed.mountpoint + path)
            row.answer(f'{operation} of what comes and goes', answer, {'ok', 'ENOENT'}, CROWDED)


def _is_flat(row, samples):
    """After the first half nothing more is needed, but for what allocators keep."""
    half = samples[len(samples) // 2]
    grown = (samples[-1] - half) / 1024
    row.notes.append('RSS MiB over time: ' + ' '.join(f'{kib / 1024:.1f}' for kib in samples))
    row.expect(grown <= max(2, 0.1 * half / 1024), f'memory grows: {grown:.1f} MiB in the 2nd half')


def crowd(bed, row):
    with machine_in_use(bed) as (qemu, mount, user):
        row.before(mount)
        plugger = Plugger(qemu)
        samples = []
        with Users(mount, USERS) as users:
            plugger.start()
            for _ in range(12):
                _watch_the_device(bed, row, user, bed.seconds(SECONDS) / 12)
                users.check(CROWDED)
                samples.append(mount.resident_kib())
                row.times += 1
            plugger.stop()
        row.times = USERS
        row.expect(not plugger.failure, f'plugging: {plugger.failure}')
        row.notes.append(f'{plugger.unplugged} times a device was plugged and unplugged meanwhile')
        row.crowd(users, (), CROWDED)
        row.expect(mount.alive(), 'qom-fuse died')
        _is_flat(row, samples)
        row.after_kib = mount.resident_kib()
        row.answer('a file of the deleted device',
                   user.do('read', bed.mountpoint + DEVICE + '/type'), {'ENOENT'}, SLOW)
        expect_clean_end(row, mount)
