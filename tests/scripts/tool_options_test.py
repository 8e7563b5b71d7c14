#!/usr/bin/env python3
"""Every long option that a program's --help names is in its man page and in the completion of each shell."""

import os
import re
import shutil
import subprocess
import sys
import unittest

SOURCE = os.environ['QOM_FUSE_SOURCE']
PROGRAMS = sys.argv[1:]
COMPLETION = os.path.join(SOURCE, 'src', 'cli', 'completion')

IN_BASH = """
. /usr/share/bash-completion/bash_completion
. "$1/qom-fuse.bash"
compopt() { :; }
COMP_LINE="$2 --" COMP_WORDS=("$2" --) COMP_CWORD=1
COMP_POINT=${#COMP_LINE}
_qom_fuse "$2" -- "$2"
printf '%s\\n' "${COMPREPLY[@]}"
"""
IN_FISH = r"""source $argv[1]/qom-fuse.fish; complete -C"$argv[2] --" | string replace -r "\t.*" "" """


def output(*command):
    environment = dict(os.environ, LC_ALL='C.UTF-8')
    environment.pop('QMP_SOCKET', None)
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, env=environment).stdout


def long_options(program):
    listed = re.search(r'^OPTIONS:\n(.*?)(?:\n\n|\Z)', output(program, '--help'), re.MULTILINE | re.DOTALL | re.IGNORECASE)
    return set(re.findall(r'^ +(?:-\w, *)?(--[a-z-]+)', listed.group(1), re.MULTILINE))


def text_of(*place):
    with open(os.path.join(SOURCE, *place), encoding='utf-8') as file:
        return file.read()


class ToolOptionsTest(unittest.TestCase):
    def each(self, check):
        for program in PROGRAMS:
            name = os.path.basename(program)
            options = long_options(program)
            self.assertIn('--help', options)
            with self.subTest(program=name):
                check(name, options)

    def need(self, found, what):
        if found:
            return
        if os.environ.get('QOM_FUSE_REQUIRE_SYSTEM') == '1':
            self.fail(f'this machine was meant to have {what}')
        self.skipTest(f'no {what}')

    def test_man_pages_tell_of_every_option(self):
        def check(name, options):
            page = text_of('src', 'cli', name + '.1')
            items = '\n'.join(re.findall(r'^\.It Fl .*', page, re.MULTILINE))
            told = {'-' + word for word in re.findall(r'-[a-z][a-z-]+', items)}
            self.assertEqual(options - told, set())

        self.each(check)

    def test_bash_completes_every_option(self):
        self.need(os.path.exists('/usr/share/bash-completion/bash_completion'), 'bash-completion')

        def check(name, options):
            self.assertEqual(options - set(output('bash', '-c', IN_BASH, 'bash', COMPLETION, name).split()), set())

        self.each(check)

    def test_fish_completes_every_option(self):
        self.need(shutil.which('fish'), 'fish')

        def check(name, options):
            self.assertEqual(options - set(output('fish', '-N', '-c', IN_FISH, COMPLETION, name).split()), set())

        self.each(check)

    def test_zsh_names_every_option(self):
        script = text_of('src', 'cli', 'completion', '_qom-fuse')
        common = script[script.index('local -a common'):script.index('case $service')]

        def check(name, options):
            own = re.search(rf'^    {name}\)\n(.*?);;', script, re.MULTILINE | re.DOTALL)
            own = own.group(1) if own else re.search(rf'^    {name}\) (.*)', script, re.MULTILINE).group(1)
            self.assertEqual({option for option in options if option not in common + own}, set())

        self.each(check)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
