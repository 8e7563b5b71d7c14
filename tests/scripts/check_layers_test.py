"""check_layers accepts a clean tree and names each kind of violation."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / 'scripts' / 'check_layers'


class CheckLayersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / 'src').mkdir()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def check(self):
        return subprocess.run([sys.executable, SCRIPT, self.root], capture_output=True, text=True,
                              check=False, timeout=60)

    def accepts(self, path, text):
        self.write(path, text)
        result = self.check()
        self.assertEqual((result.stdout, result.returncode), ('', 0))

    def refuses(self, path, text, reason, line=1):
        self.write(path, text)
        result = self.check()
        self.assertEqual(result.returncode, 1)
        self.assertIn(f'{self.root / path}:{line}: ', result.stdout)
        self.assertIn(reason, result.stdout)

    def test_accepts_what_each_layer_may_include(self):
        self.accepts('src/asio.cc', '#include <boost/asio/impl/src.hpp>\n')
        self.accepts('src/qmp/client.cc', '#include "qmp/client.h"\n#include <nlohmann/json.hpp>\n')
        self.accepts('src/qom/qmp_monitor.cc', '#include "qmp/client.h"\n#include "qom/path.h"\n')
        self.accepts('src/fuse/request.cc', '#include "fuse/request.h"\n#include <string>\n')
        self.accepts('src/fs/file.cc', '#include "qom/tree.h"\n#include "qmp/error.h"\n'
                     '#include "qmp/json.h"\n#include "fuse/filesystem.h"\n')
        self.accepts('src/cli/run.cc', '#include "fs/filesystem.h"\n#include "qmp/client.h"\n')

    def test_refuses_includes_against_the_order_of_layers(self):
        for layer, header in (('qmp', 'qom/path.h'), ('qmp', 'fuse/types.h'),
                              ('fuse', 'qom/path.h'), ('fuse', 'qmp/error.h'),
                              ('qom', 'fuse/types.h'), ('qom', 'fs/node.h'),
                              ('fs', 'cli/options.h')):
            with self.subTest(layer=layer, header=header):
                self.refuses(f'src/{layer}/x.cc', f'\n#include "{header}"\n',
                             f'{layer} may not include {header.split("/")[0]}', line=2)
                (self.root / f'src/{layer}/x.cc').unlink()

    def test_lets_only_qmp_monitor_of_qom_see_the_client(self):
        self.refuses('src/qom/tree.cc', '#include "qmp/client.h"\n', 'only qmp_monitor')

    def test_lets_fs_see_only_errors_and_json_of_qmp(self):
        self.refuses('src/fs/file.cc', '#include "qmp/client.h"\n', 'fs may include only')

    def test_keeps_the_json_library_in_qmp_and_qom(self):
        for layer in ('fuse', 'fs', 'cli'):
            with self.subTest(layer=layer):
                self.refuses(f'src/{layer}/x.h', '#include <nlohmann/json.hpp>\n', 'JSON library')

    def test_wants_our_headers_in_quotes_with_their_folder(self):
        self.refuses('src/qmp/a.cc', '#include "client.h"\n', 'folder/file.h')
        self.refuses('src/qmp/b.cc', '#include "../qom/path.h"\n', 'folder/file.h')
        self.refuses('src/qom/c.cc', '#  include <qom/path.h>\n', 'with quotes')

    def test_refuses_a_folder_that_is_no_layer(self):
        self.refuses('src/util/string.h', '\n', 'no layer named util')

    def test_refuses_files_above_300_lines(self):
        self.accepts('src/qmp/long.cc', '\n' * 300)
        self.refuses('src/qmp/long.cc', '\n' * 301, 'more than 300', line=301)
        self.refuses('tests/unit/qmp/long_test.cc', '\n' * 301, 'more than 300', line=301)

    def test_refuses_a_root_without_sources(self):
        (self.root / 'src').rmdir()
        self.assertEqual(self.check().returncode, 1)


if __name__ == '__main__':
    unittest.main()
