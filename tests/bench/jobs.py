"""The jobs that are measured, through a mount and by the bare client; each is one sample a call."""

import json
import os
import statistics
import subprocess

from bench import process
from bench.machine import SAMPLE
from bench.mount import Mount
from bench.relay import Relay

JOB_LIMIT = 180
READERS = 16
# So that a warm job stays warm, however slow this machine is.
WARM = ('timeout=3600',)

# Name of a cold job -> how its program is called, with the exit statuses that are no failure.
# grep finds nothing (1) and meets values that QEMU refuses to tell (2).
COLD = {
    'cold find': (['find', '{mount}'], (0,)),
    'cold ls -lR': (['ls', '-lR', '{mount}'], (0,)),
    'cold grep -r': (['grep', '-r', 'no value says this', '{mount}'], (1, 2)),
    f'{READERS} readers': (['{tools}/fs-reader', 'parallel', '{mount}', str(READERS)], (0,)),
}

# Name of a job -> what the bare client does to get the same from QEMU.
BARE = {
    'cold find': 'list-all',
    'cold ls -lR': 'link-all',
    'cold grep -r': 'get-all',
    f'{READERS} readers': 'get-all',
    'cat p50': 'one-get',
    'cat p99': 'one-get p99',
}


class Jobs:
    """Runs single jobs; owns nothing but the names of programs and of the mount's folder."""

    def __init__(self, program, tools, folder, cats):
        self.program = program
        self.tools = tools
        self.folder = folder
        self.cats = cats
        self.mount_folder = os.path.join(folder, 'mnt')
        os.mkdir(self.mount_folder)

    def _command(self, words):
        return [word.format(mount=self.mount_folder, tools=self.tools) for word in words]

    def _mount(self, address, options=()):
        return Mount(self.program, address, self.mount_folder, options)

    def _sample(self, machine, mount, words, statuses):
        qemu, fuse = machine.cpu_seconds(), mount.cpu_seconds()
        tells = words[0].endswith('fs-reader')
        wall, output = process.run(self._command(words), JOB_LIMIT, statuses,
                                   subprocess.PIPE if tells else subprocess.DEVNULL)
        return {'wall': wall, 'qemu_cpu': machine.cpu_seconds() - qemu,
                'fuse_cpu': mount.cpu_seconds() - fuse, 'peak_kib': mount.peak_memory_kib(),
                'said': json.loads(output) if output else None}

    def cold(self, machine, job):
        words, statuses = COLD[job]
        with self._mount(machine.socket) as mount:
            return {job: self._sample(machine, mount, words, statuses)}

    def warm(self, machine):
        """The jobs that need something listed before them, in one mount."""
        with self._mount(machine.socket, WARM) as mount:
            self._sample(machine, mount, *COLD['cold find'])
            find = self._sample(machine, mount, *COLD['cold find'])
            return {'warm find': find, **self._cat(machine, mount)}

    def _cat(self, machine, mount):
        words = ['{tools}/fs-reader', 'cat', '{mount}' + '/'.join(SAMPLE), str(self.cats)]
        sample = self._sample(machine, mount, words, (0,))
        said = sample.pop('said')
        for name in 'qemu_cpu', 'fuse_cpu':
            sample[name] /= self.cats
        return {f'cat {name}': {**sample, 'wall': said[f'{name}_us'] / 1e6}
                for name in ('p50', 'p99')}

    def bare(self, machine, job, oob=False):
        """One run of the bare client, timed by itself from the moment it is connected."""
        words = [os.path.join(self.tools, 'bare-client'), machine.socket, job]
        if oob:
            words.insert(1, '--oob')
        if job == 'one-get':
            words += [*SAMPLE, str(self.cats)]
        before = machine.cpu_seconds()
        _, output = process.run(words, JOB_LIMIT, stdout=subprocess.PIPE)
        sample = json.loads(output)
        sample.update(wall=sample.pop('wall_us') / 1e6, qemu_cpu=machine.cpu_seconds() - before)
        if job != 'one-get':
            return {job: sample}
        each = {'commands': 1, 'bytes': sample['bytes'] // self.cats,
                'qemu_cpu': sample['qemu_cpu'] / self.cats}
        return {'one-get': {**each, 'wall': sample['p50_us'] / 1e6},
                'one-get p99': {**each, 'wall': sample['p99_us'] / 1e6}}

    def _relayed(self, machine, options, count):
        path = os.path.join(self.folder, 'relay.sock')
        try:
            with Relay(path, machine.socket) as relay, self._mount(path, options) as mount:
                return count(relay, mount)
        finally:
            os.unlink(path)

    def count_cold(self, machine, job):
        """What a cold job sent to QEMU, from the moment of connecting; untimed."""
        words, statuses = COLD[job]

        def count(relay, mount):
            self._sample(machine, mount, words, statuses)
            return relay.sent_since()
        return self._relayed(machine, (), count)

    def count_warm(self, machine):
        """What a warm find sent, and what a cat of a listed file did."""
        def count(relay, mount):
            self._sample(machine, mount, *COLD['cold find'])
            before_find = relay.mark()
            self._sample(machine, mount, *COLD['cold find'])
            find = relay.sent_since(before_find)
            # The first cat may get a value that came with the listing.
            cat = ['cat', self.mount_folder + '/'.join(SAMPLE)]
            process.run(cat, JOB_LIMIT)
            before_cat = relay.mark()
            process.run(cat, JOB_LIMIT)
            return {'warm find': find, 'cat p50': relay.sent_since(before_cat)}
        return self._relayed(machine, WARM, count)

    def directories_seen(self, machine):
        with self._mount(machine.socket):
            _, output = process.run(['find', self.mount_folder, '-type', 'd', '-printf', '.'],
                                    JOB_LIMIT, stdout=subprocess.PIPE)
        return len(output)


def medians(samples):
    """The median of each figure over the samples of one job, and the extremes of the wall time."""
    middle = {name: statistics.median(sample[name] for sample in samples)
              for name, value in samples[0].items() if isinstance(value, (int, float))}
    walls = [sample['wall'] for sample in samples]
    return {**middle, 'wall_min': min(walls), 'wall_max': max(walls)}
