#!/usr/bin/env python3
"""Under the default prefix the completions are installed where each shell looks for them."""

import json
import os
import shutil
import subprocess
import sys
import unittest

BUILD, MESON = sys.argv[1:3]
DEFAULT = '/usr/local'


def output(*command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith('XDG_')}
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, env=environment).stdout


def introspected(what):
    return json.loads(output(MESON, 'introspect', what, BUILD))


class CompletionPlacesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prefix = next(option['value'] for option in introspected('--buildoptions') if option['name'] == 'prefix')
        cls.installed = list(introspected('--installed').values())

    def need(self, shell):
        if self.prefix != DEFAULT:
            self.skipTest(f'the prefix is {self.prefix}')
        if shutil.which(shell):
            return
        if os.environ.get('QOM_FUSE_REQUIRE_SYSTEM') == '1':
            self.fail(f'this machine was meant to have {shell}')
        self.skipTest(f'no {shell}')

    def folder_of(self, name, part):
        found = [path for path in self.installed if os.path.basename(path) == name and part in path]
        self.assertEqual(len(found), 1, found)
        return os.path.dirname(found[0])

    def test_fish_looks_there(self):
        self.need('fish')
        looked_in = output('fish', '-c', "printf '%s\\n' $fish_complete_path').split('\n")
        for name in ('qom-fuse.fish', 'qmp.fish', 'qmp-shell.fish', 'qom-tree.fish'):
            self.assertIn(self.folder_of(name, 'fish'), looked_in)

    def test_zsh_looks_there(self):
        self.need('zsh')
        self.assertIn(self.folder_of('_qom-fuse', 'zsh'), output('zsh', '-fc', 'print -l $fpath').split('\n'))

    def test_bash_looks_there(self):
        self.need('bash')
        self.assertEqual(self.folder_of('qom-fuse', 'bash'), '/usr/local/share/bash-completion/completions')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
