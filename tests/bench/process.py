"""Starting, timing and ending processes. What each used is the kernel's own account."""

import contextlib
import os
import select
import signal
import subprocess
import time


class BenchError(Exception):
    """Something that the benchmark needs did not work; the text says what."""


def start(command, **options):
    """Starts a process that ends with this one, however this one ends."""
    options.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.Popen(['setpriv', '--pdeathsig', 'TERM', *command], **options)


def wait(process, seconds):
    """Its exit status as soon as there is one, or None after that many seconds."""
    handle = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return process.wait() if poll.poll(seconds * 1000) else None
    finally:
        os.close(handle)


def end(process, seconds=10):
    """Asks the process to end, then makes it; true if it went by itself."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        if wait(process, seconds) is None:
            process.kill()
            wait(process, seconds)
            return False
    return True


def run(command, seconds, statuses=(0,), stdout=subprocess.DEVNULL):
    """Runs a program and returns (wall seconds, what it printed).

    It is started without copying this process, so that the start costs the same every time.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout,
                               stderr=subprocess.DEVNULL, close_fds=False)
    status = None
    try:
        output = process.stdout.read() if process.stdout else None
        status = wait(process, seconds)
    finally:
        if status is None:
            process.kill()
    wall = time.perf_counter() - started
    if status not in statuses:
        how = f'was not done in {seconds} s' if status is None else f'ended with {status}'
        raise BenchError(f'{" ".join(command)} {how}')
    return wall, output


@contextlib.contextmanager
def high_priority(niceness=-15):
    """Puts this process and all that it starts before the others on this machine; needs root.

    A session has a scheduling group of its own, and niceness counts only inside of it.
    """
    group = '/proc/self/autogroup'
    old, old_group = os.getpriority(os.PRIO_PROCESS, 0), None
    try:
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
        if os.path.exists(group):
            with open(group, 'r+', encoding='ascii') as file:
                old_group = file.read().split()[-1]
                file.write(str(niceness))
        yield
    except PermissionError as error:
        raise BenchError('a high priority is for root only') from error
    finally:
        if old_group is not None:
            with open(group, 'w', encoding='ascii') as file:
                file.write(old_group)
        os.setpriority(os.PRIO_PROCESS, 0, old)


def cpu_seconds(process):
    """All that the process has used, threads that ended included: its CPU clock."""
    return time.clock_gettime((~process.pid << 3) | 2)


def peak_memory_kib(process):
    with open(f'/proc/{process.pid}/status', encoding='ascii') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmHWM:'))


def until(condition, seconds, what):
    """Waits for a condition, in small steps; BenchError after that many seconds."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise BenchError(f'{what} took longer than {seconds} s')
        time.sleep(0.005)
