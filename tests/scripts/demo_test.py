"""The scripts find their tree from wherever they are called, and the demo says whose its mount is."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / 'scripts'
NOBODY = 65534


class SymlinkTest(unittest.TestCase):
    """Each script in a tree whose other scripts only say that they were found."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.scripts = self.folder / 'tree' / 'scripts'
        self.scripts.mkdir(parents=True)
        for name in ('install-packages', 'demo-guest'):
            stub = self.scripts / name
            stub.write_text(f'#!/bin/sh\necho "found {name}"\nexit 77\n')
            stub.chmod(0o755)

    def run_through_symlinks(self, name, *arguments):
        """What a copy of the script says when it is called by a link to a link."""
        (self.scripts / name).write_text((SCRIPTS / name).read_text())
        (self.scripts / name).chmod(0o755)
        first, second = self.folder / 'first', self.folder / 'bin' / name
        second.parent.mkdir()
        first.symlink_to(Path('tree') / 'scripts' / name)
        second.symlink_to(Path('..') / 'first')
        environment = {**os.environ, 'HOME': str(self.folder), 'XDG_CACHE_HOME': str(self.folder),
                       'XDG_RUNTIME_DIR': str(self.folder)}
        return subprocess.run([second, *arguments], cwd='/', env=environment, text=True,
                              capture_output=True, check=False, timeout=60)

    def test_the_demo_is_found_through_a_symlink(self):
        self.assertIn('found install-packages', self.run_through_symlinks('demo').stdout)

    def test_the_tests_are_found_through_a_symlink(self):
        self.assertIn('found install-packages', self.run_through_symlinks('test').stdout)

    def test_the_fuzzers_are_found_through_a_symlink(self):
        self.assertIn('found install-packages', self.run_through_symlinks('fuzz', '1').stdout)

    def test_the_guest_is_found_through_a_symlink(self):
        (self.scripts / 'demo-guest').unlink()
        # Without apt the guest cannot be made, and its script turns to the other.
        tools = self.folder / 'tools'
        tools.mkdir()
        for name in ('apt-cache', 'apt-get'):
            (tools / name).write_text('#!/bin/sh\nexit 1\n')
            (tools / name).chmod(0o755)
        before = os.environ['PATH']
        os.environ['PATH'] = f'{tools}:{before}'
        self.addCleanup(os.environ.__setitem__, 'PATH', before)
        result = self.run_through_symlinks('demo-guest')
        self.assertIn('found install-packages', result.stdout + result.stderr)


def farewell(sudo_user, uid=None):
    environment = {name: value for name, value in os.environ.items() if name != 'SUDO_USER'}
    if sudo_user:
        environment['SUDO_USER'] = sudo_user
    result = subprocess.run([SCRIPTS / 'demo-farewell', '/run/demo/vm'], env=environment, text=True,
                            user=uid, capture_output=True, check=True, timeout=60)
    return result.stdout


class FarewellTest(unittest.TestCase):
    def test_without_sudo_the_mount_is_the_callers(self):
        words = farewell(None)
        self.assertIn(f'Stop it with: {SCRIPTS}/demo --stop', words)
        self.assertNotIn('alone', words)

    @unittest.skipIf(os.geteuid() != 0, 'needs root')
    def test_with_sudo_it_is_roots(self):
        words = farewell('jo')
        self.assertIn(f'Stop it with: sudo {SCRIPTS}/demo --stop', words)
        self.assertIn("(The mount is root's alone: explore it from 'sudo -s'.)", words)

    @unittest.skipIf(os.geteuid() != 0, 'needs root')
    def test_with_sudo_to_another_user_it_is_that_users(self):
        words = farewell('root', NOBODY)
        self.assertIn(f'Stop it with: sudo -u nobody {SCRIPTS}/demo --stop', words)
        self.assertIn("(The mount is nobody's alone: explore it from 'sudo -u nobody -s'.)", words)

    def test_it_fits_on_a_screen_of_80_columns(self):
        for line in farewell('jo').splitlines():
            if str(SCRIPTS) not in line:
                self.assertLessEqual(len(line), 80)


if __name__ == '__main__':
    unittest.main()
