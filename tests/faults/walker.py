"""Walks a mount, looks at every name and link and says what is not as it must be.

As a program: `walker MOUNT NAMES SECONDS`; it ends after so many names or seconds and prints a JSON
object: how much it saw, the errnos it met, and what no kernel and no user should ever see.
"""

import errno
import json
import os
import stat
import sys
import time


class Walk:
    """Breadth first, so that what never ends in depth does not hide the rest."""

    def __init__(self, mount, names, seconds):
        self.mount = mount
        self.left = names
        self.end = time.monotonic() + seconds
        self.seen = {'directories': 0, 'links': 0, 'files': 0}
        self.errors = {}
        self.wrong = []

    def over(self):
        return self.left <= 0 or time.monotonic() > self.end

    def _failed(self, error):
        name = errno.errorcode.get(error.errno, str(error.errno))
        self.errors[name] = self.errors.get(name, 0) + 1

    def run(self):
        waiting = [self.mount]
        while waiting and not self.over():
            waiting += self._directory(waiting.pop(0))
        return {'seen': self.seen, 'errors': self.errors, 'wrong': self.wrong[:10],
                'ended': not self.over()}

    def _directory(self, folder):
        try:
            names = os.listdir(os.fsencode(folder))
        except OSError as error:
            # What the kernel answers when a file system lists an illegal name.
            if error.errno == errno.EIO and folder == self.mount:
                self.wrong.append(f'{folder}: EIO from readdir')
            self._failed(error)
            return []
        if len(set(names)) < len(names):
            self.wrong.append(f'{folder}: a name is listed twice')
        below = []
        for name in names:
            self.left -= 1
            if self.over():
                break
            below += self._look_at(os.path.join(os.fsencode(folder), name), name)
        return below

    def _look_at(self, path, name):
        if not name or name in (b'.', b'..') or len(name) > 255:
            self.wrong.append(f'an illegal name: {name!r}')
        try:
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                self.seen['links'] += 1
                self._check_target(path, os.readlink(path))
            elif stat.S_ISREG(mode):
                self.seen['files'] += 1
            elif stat.S_ISDIR(mode):
                self.seen['directories'] += 1
                return [os.fsdecode(path)]
            else:
                self.wrong.append(f'{path!r} has mode {mode:o}')
        except OSError as error:
            self._failed(error)
        return []

    def _check_target(self, path, target):
        place = os.path.normpath(os.path.join(os.path.dirname(path), target))
        inside = os.fsencode(self.mount)
        if os.path.isabs(target) or not (place + b'/').startswith(inside + b'/'):
            self.wrong.append(f'{path!r} leads to {target!r}')


if __name__ == '__main__':
    print(json.dumps(Walk(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])).run()))
