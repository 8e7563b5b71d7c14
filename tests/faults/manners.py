"""Lies in how a QEMU that was taken over behaves: silence, noise, floods and cuts.

Each class is one lie, as in lies.py.
"""

import contextlib
import json
import threading
import time

from faults.lies import Lie


class NoGreeting(Lie):
    """Accepts and says nothing."""

    FAILS_TO_MOUNT = True
    SAYS = ('no greeting came', 'no QMP monitor')

    def greet(self, connection):
        pass


class RefusalInPlaceOfGreeting(Lie):
    """An error, and nothing else: as the share of a mount that waits for QEMU."""

    FAILS_TO_MOUNT = True
    SAYS = ('nobody is here',)

    def greet(self, connection):
        connection.say({'error': {'class': 'GenericError', 'desc': 'nobody is here'}})


class GreetingOfGarbage(Lie):
    """Not QMP, not JSON."""

    FAILS_TO_MOUNT = True
    SAYS = ('does not speak QMP',)

    def greet(self, connection):
        connection.send(b'\x00\xff\x16\x03\x01 SSH-2.0-nothing\r\n' * 100)


class GreetingWithoutEnd(Lie):
    """Garbage for as long as anybody listens; in one object that never ends."""

    FAILS_TO_MOUNT = True
    SAYS = ('QMP',)

    def greet(self, connection):
        connection.send(b'{"QMP": "')
        while True:
            connection.send(b'x' * 1_000_000)


class GreetingOfOddShape(Lie):
    """A greeting in which nothing is of its type; the rest is honest."""

    def greet(self, connection):
        connection.say({'QMP': {'version': [7], 'capabilities': {'oob': [{}]}}})


class NoNegotiation(Lie):
    """Refuses qmp_capabilities."""

    FAILS_TO_MOUNT = True
    SAYS = ('refused',)

    def qmp_capabilities(self, **_):
        return None


class SilentForEver(Lie):
    """Negotiates, and never answers anything else."""

    SAYS = ('did not answer',)
    STAYS = False

    def respond(self, connection, command):
        pass


class HalfAMessage(Lie):
    """Half of each answer about /machine, then the end of the connection."""

    SAYS = ('closed the connection',)
    STAYS = False

    def respond(self, connection, command):
        answer = json.dumps(self.reply(command)).encode()
        if '/machine' not in str(command['arguments'] if 'arguments' in command else ''):
            return connection.send(answer + b'\r\n')
        connection.send(answer[:len(answer) // 2])
        return connection.cut()


class HalfAMessageAndSilence(Lie):
    """Half of an answer, and nothing ever after; on the first question about /machine."""

    SAYS = ('did not answer',)
    STAYS = False
    silent = False

    def respond(self, connection, command):
        if self.silent:
            return None
        if '/machine' not in str(command.get('arguments', '')):
            return super().respond(connection, command)
        self.silent = True
        answer = json.dumps(self.reply(command)).encode()
        return connection.send(answer[:len(answer) // 2])


class EndAfterEveryAnswer(Lie):
    """Closes the connection after every third answer."""

    SAYS = ('closed the connection',)
    STAYS = False

    def respond(self, connection, command):
        super().respond(connection, command)
        if self.commands % 3 == 0:
            connection.cut()


class GarbageBetween(Lie):
    """Text that is no JSON between the answers."""

    SAYS = ('QMP',)
    STAYS = False

    def respond(self, connection, command):
        if self.commands % 2:
            connection.send(b'}}}]]] \x1b[2J not JSON at all \xff\r\n')
        super().respond(connection, command)


class LongExcuses(Lie):
    """Refuses everything about /machine in a megabyte of control characters."""

    SAYS = ('read /machine',)

    def reply(self, command):
        arguments = command.get('arguments', {})
        if '/machine' not in str(arguments):
            return super().reply(command)
        return self.refusal(command, '\x1b[2J\nqom-fuse: all is well\r\n' * 40_000)


class Noise(Lie):
    """Says something without being asked, all the time, in a thread of its own."""

    NOISE = b''

    def negotiated(self, connection):
        threading.Thread(target=self._shout, args=[connection], daemon=True).start()

    def _shout(self, connection):
        with contextlib.suppress(OSError):
            while True:
                connection.send(self.NOISE)
                time.sleep(0.001)


def events(*pairs):
    return b''.join(json.dumps({'event': name, 'data': data, 'timestamp': 0}).encode() + b'\r\n'
                    for name, data in pairs)


class FloodOfAnswers(Noise):
    """Answers nobody asked for, a hundred thousand a second."""

    NOISE = b''.join(b'{"return": "x", "id": %d}\r\n' % (1000 + number) for number in range(100))


class FloodOfEvents(Noise):
    """Events in which nothing is of its type, with paths that lead nowhere."""

    PATHS = ['', '/', '..', '/..', '/machine/../..', 7, None, [], {}, '/' + 'x/' * 3000, '\0', 'x',
             '/machine//objects', '/machine']
    NOISE = events(*((name, {'path': path, 'device': path, 'qom-path': path, 'id': path})
                     for path in PATHS
                     for name in ('DEVICE_DELETED', 'RTC_CHANGE', 'VSERPORT_CHANGE', 'RESET', 'X',
                                  'MEMORY_DEVICE_SIZE_CHANGE', 'NIC_RX_FILTER_CHANGED')),
                   ('DEVICE_DELETED', 7), ('DEVICE_DELETED', []), ('RTC_CHANGE', None))


class HugeEvents(Noise):
    """Events of a megabyte each."""

    NOISE = events(('X' * 1000, {'data': 'x' * 1_000_000}))
