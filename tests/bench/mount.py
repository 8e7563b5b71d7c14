"""One mount of a machine by qom-fuse, from nothing cached to unmounted."""

import os
import subprocess

from bench import process

LIMIT = 20


class Mount:
    """A running qom-fuse; owns the process and the mount. Use it in a with statement."""

    def __init__(self, program, address, folder, options=()):
        self.folder = folder
        more = ['-o', ','.join(options)] if options else []
        self.process = process.start([program, '-f', *more, address, folder],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.until(self._answers, LIMIT, f'the mount by {program}')
        except BaseException:
            self.close()
            raise

    def _answers(self):
        if self.process.poll() is not None:
            raise process.BenchError(f'{self.process.args[3]} ended before it had mounted')
        # Asks the file system but never QEMU.
        return os.path.ismount(self.folder) and os.statvfs(self.folder).f_namemax

    def cpu_seconds(self):
        return process.cpu_seconds(self.process)

    def peak_memory_kib(self):
        return process.peak_memory_kib(self.process)

    def close(self):
        process.end(self.process, LIMIT)
        with open('/proc/self/mounts', encoding='utf-8') as mounts:
            left = any(line.split()[1] == self.folder for line in mounts)
        if left:
            subprocess.run(['fusermount3', '-uzq', self.folder], check=False, timeout=LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
