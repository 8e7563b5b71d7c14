"""count_tests counts GoogleTest cases one by one and lets no crashed program vanish."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / 'scripts' / 'count_tests'

PASSED = '<testcase classname="S" name="Passes" status="run"/>'
SKIPPED = '<testcase classname="S" name="Skips" status="run"><skipped message="why"/></testcase>'
DISABLED = '<testcase classname="S" name="DISABLED_Runs" status="notrun"/>'
FAILED = ('<testcase classname="S" name="Fails" status="run">'
          '<failure message="short">file.cc:3: expected 1</failure></testcase>')


class CountTestsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write_log(self, base, programs, cases=None):
        """programs: (name, result, output); cases: XML of the cases by program name."""
        with open(self.folder / f'{base}.json', 'w', encoding='utf-8') as log:
            for name, result, output in programs:
                log.write(json.dumps({'name': name, 'result': result, 'stdout': output}) + '\n')
        suites = ''.join(f'<testsuite name="qom-fuse.{program}.S">{xml}</testsuite>'
                         for program, xml in (cases or {}).items())
        plain = '<testsuite name="qom-fuse"><testcase name="script"/></testsuite>'
        (self.folder / f'{base}.junit.xml').write_text(f'<testsuites>{suites}{plain}</testsuites>')

    def count(self, *arguments):
        result = subprocess.run([sys.executable, SCRIPT, *arguments], cwd=self.folder, text=True,
                                capture_output=True, check=False, timeout=60)
        self.assertEqual(result.stderr, '')
        self.output = result.stdout
        return result.stdout.splitlines()[-1], result.returncode

    def test_counts_cases_of_a_program_one_by_one(self):
        self.write_log('a', [('unit.qmp', 'OK', '')], {'unit.qmp': PASSED * 3 + SKIPPED + DISABLED})
        self.assertEqual(self.count('a'), ('3 passed, 0 failed, 2 skipped', 0))

    def test_sums_several_logs_and_counts_a_plain_program_as_one(self):
        self.write_log('a', [('qmp', 'OK', ''), ('script', 'OK', '')], {'qmp': PASSED * 2})
        self.write_log('b', [('other', 'SKIP', '')])
        self.assertEqual(self.count('a', 'b', 'missing'), ('3 passed, 0 failed, 1 skipped', 0))

    def test_shows_what_a_failed_case_printed(self):
        output = '[ RUN      ] S.Fails\nsaid before\n[  FAILED  ] S.Fails (0 ms)\nlater\n'
        self.write_log('a', [('qmp', 'FAIL', output)], {'qmp': PASSED + FAILED})
        self.assertEqual(self.count('a'), ('1 passed, 1 failed, 0 skipped', 1))
        self.assertIn('FAILED: qmp (a): S.Fails\n', self.output)
        self.assertIn('said before', self.output)
        self.assertNotIn('later', self.output)

    def test_shows_the_message_when_the_output_of_a_failed_case_is_unknown(self):
        self.write_log('a', [('qmp', 'FAIL', '')], {'qmp': FAILED})
        self.assertEqual(self.count('a'), ('0 passed, 1 failed, 0 skipped', 1))
        self.assertIn('file.cc:3: expected 1', self.output)

    def test_counts_crashes_and_time_outs_as_failures(self):
        self.write_log('a', [('crash', 'FAIL', 'Segmentation fault'), ('slow', 'TIMEOUT', ''),
                             ('broken', 'ERROR', ''), ('stopped', 'INTERRUPT', '')])
        self.assertEqual(self.count('a'), ('0 passed, 4 failed, 0 skipped', 1))
        self.assertIn('Segmentation fault', self.output)

    def test_counts_a_bad_end_after_good_cases_as_a_failure(self):
        self.write_log('a', [('qmp', 'FAIL', 'LeakSanitizer: leaks')], {'qmp': PASSED})
        self.assertEqual(self.count('a'), ('1 passed, 1 failed, 0 skipped', 1))
        self.assertIn('LeakSanitizer', self.output)

    def test_fails_a_program_whose_filter_matches_no_case(self):
        self.write_log('a', [('qmp', 'OK', '[==========] Running 0 tests from 0 test suites.\n')])
        self.assertEqual(self.count('a'), ('0 passed, 1 failed, 0 skipped', 1))

    def test_counts_a_broken_step_as_a_failure(self):
        self.write_log('a', [('qmp', 'OK', '')], {'qmp': PASSED})
        self.assertEqual(self.count('--broken', 'the build failed', 'a'),
                         ('1 passed, 1 failed, 0 skipped', 1))

    def test_fails_when_nothing_ran(self):
        self.assertEqual(self.count(), ('0 passed, 0 failed, 0 skipped', 1))


if __name__ == '__main__':
    unittest.main()
