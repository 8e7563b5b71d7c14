"""A row for each lie: mounts a lying QEMU, lets walkers loose on it and looks how it all fares."""

import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from bench import process
from bench.process import BenchError
from faults import lies, manners
from faults.bed import FAST, SLOW, until_ok
from faults.fake_qemu import FakeQemu
from faults.mount import is_mounted
from faults.user import Hung, User

NAMES = 20_000
WALK = 30
# For one answer of at most 10 MiB as text, as JSON tree and as value, and a few of them at a time.
MEMORY_MIB = 300
LOG_KIB = 4096


def all_lies():
    """The classes by what the table calls them."""
    bases = {lies.Lie, lies.RawLie, manners.Noise}
    classes = [lie for module in (lies, manners)
               for _, lie in inspect.getmembers(module, inspect.isclass)
               if lie.__module__ == module.__name__]
    return {spaced(lie.__name__): lie for lie in classes if lie not in bases}


def spaced(name):
    return 'lie: ' + ''.join(f' {c.lower()}' if c.isupper() else c for c in name).strip()


def _kill(group, name):
    """A walker whose call is answered, or given up, dies at once."""
    os.killpg(group.pid, signal.SIGKILL)
    if process.wait(group, SLOW) is None:
        raise Hung(f'{name} cannot be killed')


def _walk(row, name, command, statuses):
    """A tool that must come to its end; what it takes in is cut off by the pipe of head."""
    started = time.monotonic()
    shell = subprocess.Popen(f'{command} 2>&1 | head -n {NAMES} > /dev/null', shell=True,
                             stdin=subprocess.DEVNULL, start_new_session=True)
    if process.wait(shell, WALK) is None:
        row.fail(f'{name} was not done in {WALK} s')
        _kill(shell, name)
    else:
        row.expect(shell.returncode in statuses, f'{name}: status {shell.returncode}')
        row.saw(f'{name} ended')
    row.peak('seconds of a walk', time.monotonic() - started)


def _look_around(bed, row):
    command = [sys.executable, '-m', 'faults.walker', bed.mountpoint, str(NAMES), str(WALK)]
    tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with tempfile.TemporaryFile() as output:
        walker = subprocess.Popen(command, cwd=tests, stdout=output, start_new_session=True)
        if process.wait(walker, WALK + SLOW + 10) is None:
            _kill(walker, 'the walker')
            raise Hung('the walker did not end')
        output.seek(0)
        said = json.load(output)
    for what, count in {**said['seen'], **said['errors']}.items():
        if count:
            row.saw(what, count=count)
    for wrong in said['wrong']:
        row.fail(wrong)


def _visit(bed, row, mount, lie):
    mountpoint = bed.mountpoint
    _look_around(bed, row)
    _walk(row, 'find', f'find {mountpoint}', {0})
    _walk(row, 'grep -r', f'grep -r "no value says this" {mountpoint}', {0})
    with User() as user:
        if lie.STAYS:
            answer, _ = until_ok(user, 'read', bed.file(), limit=SLOW)
            row.answer('read of the honest part', answer, {'ok'}, SLOW)
        answer = user.do('list', mountpoint, limit=SLOW)
        row.longest = max(row.longest, answer.seconds)
    row.expect(mount.alive(), 'qom-fuse died')


def _check_log(row, text, words):
    row.peak('KiB of log', len(text) / 1024)
    row.expect(len(text) // 1024 <= LOG_KIB, 'the log is too long')
    for word in words:
        row.expect(word in text, f'the log does not say "{word}", but "{text[:300].strip()}"')
    forged = [line for line in text.splitlines() if line and not line.startswith('qom-fuse: ')]
    row.expect(not forged, f'a line of the log is forged: {forged[:1]}')
    row.expect('\x1b' not in text, 'control characters in the log')


def _refused(bed, row, path, lie):
    """A QEMU that cannot be mounted: one line says why, soon."""
    started = time.monotonic()
    said = subprocess.run([bed.program, '-o', 'deadline=2', path, bed.mountpoint], timeout=30,
                          check=False, stderr=subprocess.PIPE, text=True)
    row.saw(f'mount refused, status {said.returncode}', time.monotonic() - started)
    row.expect(said.returncode == 1, f'status {said.returncode}')
    row.expect(said.stderr.count('\n') == 1, f'not one line: {said.stderr!r}')
    row.expect(not is_mounted(bed.mountpoint), 'something is mounted')
    _check_log(row, said.stderr, lie.SAYS)


def _tell(bed, row, lie, batched):
    with FakeQemu(f'{bed.folder}/fake.sock', lie(batched)) as qemu:
        if lie.FAILS_TO_MOUNT:
            return _refused(bed, row, qemu.path, lie)
        with bed.mount(qemu.path) as mount:
            if row.before_kib is None:
                row.before(mount)
            _visit(bed, row, mount, lie)
            row.after_kib = max(row.after_kib or 0, mount.resident_kib('VmHWM'))
            row.expect(row.after_kib / 1024 <= MEMORY_MIB, f'{row.after_kib // 1024} MiB of memory')
            if mount.alive():
                status, seconds = mount.unmount()
                row.expect(status == 0, f'the end of qom-fuse had status {status}')
                row.expect(seconds <= 2 * FAST, f'umount took {seconds:.1f} s')
        return _check_log(row, bed.log(), lie.SAYS)


def fault_of(lie):
    def tell(bed, row):
        for batched in (True, False):
            try:
                _tell(bed, row, lie, batched)
            except (BenchError, subprocess.SubprocessError) as error:
                hung = 'HUNG: ' if isinstance(error, Hung) else ''
                row.fail(f'{hung}{"with" if batched else "without"} qom-list-get: {error}')
                bed.clear()
            row.times += 1
    return tell


FAULTS = {name: fault_of(lie) for name, lie in all_lies().items()}
