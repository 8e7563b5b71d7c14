"""What a QEMU that was taken over might say: shapes, names, links, sizes and numbers.

Each class is one lie, told by an otherwise honest machine. SAYS is what the log has to tell of it.
"""

import json

from faults.fake_qemu import Script

ODD = [None, True, 7, -1.5, 'text', [], {}, [None], [7], [[]], [{}], [{'name': 7, 'type': 'x'}],
       [{'name': 'x'}], [{'type': 'x'}], {'properties': []}, [{'properties': 7}]]


class Lie(Script):
    """Honest but for one object that lies: /machine. /objects/io0 stays readable unless a lie says
    otherwise."""

    SAYS = ()
    STAYS = True  # the honest part stays readable
    FAILS_TO_MOUNT = False

    def __init__(self, batched=True):
        super().__init__(batched)
        self.asked = 0

    def next_of(self, choices):
        self.asked += 1
        return choices[self.asked % len(choices)]


class ListingsOfAnyShape(Lie):
    """A number, a string, entries without names, instead of a listing."""

    SAYS = ('not what it promises',)

    def qom_list(self, path):
        return self.next_of(ODD) if path.startswith('/machine') else super().qom_list(path)

    def qom_list_get(self, paths):
        lies = any(path.startswith('/machine') for path in paths)
        return self.next_of(ODD) if lies else super().qom_list_get(paths)


class ValuesOfAnyShape(Lie):
    """Values that are not of their type, child<> and link<> included."""

    def listing(self, path):
        if path != '/machine':
            return super().listing(path)
        kinds = 'int', 'string', 'bool', 'link<x>', 'struct', '', 'uint64', 'child', 'link<', 'size'
        return [(f'{kind}{number}', kind) for number in range(20) for kind in kinds]

    def value(self, path, name):
        if path != '/machine':
            return super().value(path, name)
        return self.next_of([*ODD, {'a': {'b': [1, {'c': None}]}}, '/machine', '/nowhere', 1 << 63])


class AnswersOfAnyShape(Lie):
    """No answer but something else that is JSON, every other time."""

    SAYS = ('QEMU',)

    def respond(self, connection, command):
        identity = command['id']
        odd = [7, 'text', [], [{}], {}, {'id': identity}, {'return': 1, 'id': None}, None, True,
               {'error': 7, 'id': identity}, {'error': {}, 'id': identity},
               {'error': {'class': 7, 'desc': []}, 'id': identity}, {'event': 7}, {'QMP': 'again'},
               {'return': 1, 'error': {}, 'id': identity}, {'event': '', 'data': []}]
        self.asked += 1
        if self.asked % 2:
            return super().respond(connection, command)
        return connection.say(odd[self.asked // 2 % len(odd)])

    STAYS = False


ILLEGAL = ['', '.', '..', '/', 'a/b', '/etc/passwd', '../../etc', 'x\0y', '\0', 'a\nb', '\r', '\t',
           '\x1b[2J', '\x7f', 'z' * 300, 'z' * 301, 'é' * 200, '/' * 300, '%2F', '%~', '%',
           '%2E%2E', '\u202egnp.exe', '-rf', ' ', '*', 'a\\b', '"', "'", 'type']


class IllegalNames(Lie):
    """Names that no file can have, of objects, links and values."""

    def listing(self, path):
        if path == '/machine':
            kinds = 'child<x>', 'link<x>', 'string'
            return [(name if kind == kinds[0] else name + kind[0], kind)
                    for kind in kinds for name in ILLEGAL]
        return super().listing(path) or [('type', 'string')]


class NamesTwice(Lie):
    """The same name several times in a listing, and once as a child, a link and a value."""

    def listing(self, path):
        if path == '/machine':
            kinds = 'child<x>', 'link<x>', 'string', 'int', 'child<y>'
            return [(name, kind) for name in ('a', 'b', 'type', '') for kind in kinds] * 3
        return super().listing(path) or [('type', 'string')]


class TypesThatChange(Lie):
    """A name that is a child, a link and a value by turns, and comes and goes."""

    def listing(self, path):
        if path != '/machine':
            return super().listing(path) or [('type', 'string')]
        kind = self.next_of(['child<x>', 'link<x>', 'string', 'child<y>', ''])
        return [('type', 'string'), *([('x', kind), (f'y{self.asked % 3}', kind)] if kind else [])]


ESCAPES = ['/../../../../etc/passwd', '../../etc/passwd', '/etc/passwd', 'etc/passwd', '..', '.',
           '/machine/../../../../../../etc', '/./..', '/\0/etc', '/' + 'x/' * 3000,
           '/' + 'x' * 5000,
           '//////', '/machine/\n', '/machine/.. /x', '/%2E%2E/%2E%2E', 'proc/self/root',
           '/machine/..%2F..', '', 7, ['/etc/passwd'], {'path': '/etc'}, True, '/a\\..\\..',
           '/machine/l0']


class LinksThatLeave(Lie):
    """Link targets that try to lead out of the mount."""

    def listing(self, path):
        if path == '/machine':
            return [('type', 'string'), *((f'l{number}', 'link<x>')
                                          for number in range(len(ESCAPES)))]
        return super().listing(path)

    def value(self, path, name):
        if path == '/machine' and name != 'type':
            return ESCAPES[int(name[1:])]
        return super().value(path, name)


class NewNamesEveryTime(Lie):
    """A listing that has other children each time, and so does each of them."""

    def listing(self, path):
        if path.startswith('/machine'):
            self.asked += 1
            return [('type', 'string'),
                    *((f'n{self.asked}-{number}', 'child<x>') for number in range(50))]
        return super().listing(path)


class ItsOwnChild(Lie):
    """An object that contains itself."""

    def listing(self, path):
        if path.startswith('/machine'):
            return [('type', 'string'), ('self', 'child<x>'), ('name', 'string')]
        return super().listing(path)


class TwiceItsOwnChild(Lie):
    """An object that contains itself twice: two to the power of the depth."""

    def listing(self, path):
        if path.startswith('/machine'):
            return [('type', 'string'), ('a', 'child<x>'), ('b', 'child<x>')]
        return super().listing(path)


class LongPaths(Lie):
    """Names of 250 bytes, down and down."""

    def listing(self, path):
        if path.startswith('/machine'):
            return [('type', 'string'), ('d' * 250, 'child<x>'), ('l', 'link<x>')]
        return super().listing(path)

    def value(self, path, name):
        return path + '/' + 'd' * 250 if name == 'l' else super().value(path, name)


class HugeListing(Lie):
    """16,000 properties in one object: as many as are taken."""

    COUNT = 16_000

    def listing(self, path):
        if path == '/machine':
            return [(f'property-{number}', 'int') for number in range(self.COUNT)]
        return super().listing(path)


class CrowdedListing(HugeListing):
    """100,000 properties in one object: too many."""

    COUNT = 100_000
    SAYS = ('larger',)


class HugeValues(Lie):
    """Values of 9.9 MiB, of just over 10 MiB and of 40 MiB."""

    SAYS = ('larger than 10 MiB',)
    SIZES = {'fits': 9_900_000, 'over': 10 * 1024 * 1024, 'far-over': 40_000_000}

    def listing(self, path):
        if path == '/machine':
            return [('type', 'string'), *((name, 'string') for name in self.SIZES)]
        return super().listing(path)

    def value(self, path, name):
        if path == '/machine' and name in self.SIZES:
            return 'x' * self.SIZES[name]
        return super().value(path, name)


class RawLie(Lie):
    """Values of /machine/name that are put into the answer as bytes."""

    RAW = ()

    def respond(self, connection, command):
        self.commands += 1
        text = json.dumps(self.reply(command)).encode()
        while b'"<raw>"' in text:
            text = text.replace(b'"<raw>"', self.next_of(self.RAW), 1)
        connection.send(text + b'\r\n')

    def value(self, path, name):
        return '<raw>' if name == 'name' else super().value(path, name)


class DeepValues(RawLie):
    """Nested 60, 65, 1,000 and 1,000,000 levels deep."""

    RAW = [b'[' * depth + b']' * depth for depth in (60, 65, 1000, 1_000_000)]
    SAYS = ('deeper than 64',)


class OddNumbers(RawLie):
    """inf, nan, 1e400, and numbers that no type can hold."""

    RAW = [b'inf', b'-inf', b'nan', b'1e400', b'-1e400', b'1' * 5000, b'0x10', b'01', b'+1', b'1.',
           b'-0', b'1e-400', b'9223372036854775808', b'18446744073709551616',
           b'-9223372036854775809']
    SAYS = ('makes no sense',)


class BrokenText(RawLie):
    """Truncated UTF-8, overlong forms, lone surrogates, bare control characters."""

    RAW = [b'"\xe2\x82"', b'"\xc0\x80"', b'"\xff\xfe"', b'"\\ud800"', b'"\\udc00\\ud800"',
           b'"a\x01b"', b'"a\nb"', b'"\\x"', b'"\\u12"', b'"\xf0\x9f"', b'"\xed\xa0\x80"',
           b"'single'", b'tru', b'"\\u0000"', b'{"a":1,"a":2}', b'{"":""}']
    SAYS = ('makes no sense',)
