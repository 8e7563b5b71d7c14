"""A QEMU that is played: a QMP server on a UNIX socket that says what its script tells it to.

Script is honest; a lie derives from it and changes what it lies about.
"""

import contextlib
import json
import os
import socket
import threading

VERSION = {'qemu': {'major': 11, 'minor': 1, 'micro': 0}}
DEFAULT = 32768


class Connection:
    """One client. send() may be called from any thread."""

    def __init__(self, client, whole=False):
        self.client = client
        self._whole = whole
        self._lock = threading.Lock()
        self._text = b''

    def send(self, data):
        with self._lock:
            self.client.sendall(data)

    def say(self, message):
        self.send(json.dumps(message).encode() + b'\r\n')

    def command(self):
        """The next command, None when the client is gone. Commands come without line ends."""
        while True:
            try:
                message, end = json.JSONDecoder().raw_decode(self._text.decode('latin-1'))
                if self._whole and end < len(self._text):
                    raise ValueError('two commands are none')
                self._text = self._text[end:].lstrip()
                return message
            except ValueError:
                piece = self.client.recv(1 << 16)
                if not piece:
                    return None
                self._text += piece

    def cut(self):
        with contextlib.suppress(OSError):
            self.client.shutdown(socket.SHUT_RDWR)


class Script:
    """What an honest QEMU would say of a small machine."""

    oob = True
    package = 'fake'
    whole = False  # reads all that has come as one command

    def __init__(self, batched=True):
        self.batched = batched
        self.values = {}
        self.executed = {}  # (path, property, value) -> how often it was set
        self.commands = 0

    # What there is.
    tree = {
        '/': [('machine', 'child<q35>'), ('objects', 'child<container>')],
        '/machine': [('alias', 'link<iothread>'), ('name', 'string')],
        '/objects': [(f'io{number}', 'child<iothread>') for number in range(4)],
    }

    def listing(self, path):
        """(name, type) of all properties, None if there is no such object."""
        if path in self.tree:
            return [('type', 'string'), *self.tree[path]]
        if path.startswith('/objects/io') and path.count('/') == 2:
            return [('type', 'string'), ('poll-max-ns', 'int'), ('label', 'string')]
        return None

    def value(self, path, name):
        if name == 'alias':
            return '/objects/io0'
        return self.values.get((path, name), DEFAULT if name == 'poll-max-ns' else 'text')

    # How it is said.
    def greet(self, connection):
        version = {**VERSION, 'package': self.package}
        connection.say({'QMP': {'version': version, 'capabilities': ['oob'] if self.oob else []}})

    def negotiated(self, connection):
        """Called once the client may send commands."""

    def respond(self, connection, command):
        self.commands += 1
        connection.say(self.reply(command))

    def reply(self, command):
        arguments = command.get('arguments', {})
        action = getattr(self, command['execute'].replace('-', '_'), None)
        if not action or (command['execute'] == 'qom-list-get' and not self.batched):
            return self.refusal(command, f'The command {command["execute"]} has not been found',
                                'CommandNotFound')
        value = action(**arguments)
        if value is None:
            return self.refusal(command, f'Device \'{arguments.get("path")}\' not found',
                                'DeviceNotFound')
        return {'return': value, 'id': command.get('id')}

    def refusal(self, command, text, kind='GenericError'):
        return {'id': command.get('id'), 'error': {'class': kind, 'desc': text}}

    def qmp_capabilities(self, **_):
        return {}

    def query_status(self):
        return {'status': 'prelaunch', 'running': False}

    def qom_list(self, path):
        listing = self.listing(path)
        return listing and [{'name': name, 'type': kind} for name, kind in listing]

    def qom_get(self, path, property):  # pylint: disable=redefined-builtin
        return self.value(path, property)

    def qom_set(self, path, property, value):  # pylint: disable=redefined-builtin
        key = path, property, value
        self.executed[key] = self.executed.get(key, 0) + 1
        self.values[path, property] = value
        return {}

    def qom_list_get(self, paths):
        objects = []
        for path in paths:
            listing = self.listing(path)
            if listing is None:
                return None
            objects.append({'properties': [
                {'name': name, 'type': kind, 'value': self.value(path, name)}
                for name, kind in listing]})
        return objects


class FakeQemu:
    """Serves one client at a time in a thread, as QEMU does. Owns the socket."""

    def __init__(self, path, script):
        self.path = path
        self.script = script
        self._listener = socket.socket(socket.AF_UNIX)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        self._listener.bind(path)
        self._listener.listen(1)
        self._present = None
        self._closed = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._present = Connection(client, self.script.whole)
            with client, contextlib.suppress(OSError):
                self._converse(self._present)

    def _converse(self, connection):
        self.script.greet(connection)
        ready = False
        while (command := connection.command()) is not None:
            if not ready and command.get('execute') == 'qmp_capabilities':
                connection.say(self.script.reply(command))
                self.script.negotiated(connection)
                ready = True
            else:
                self.script.respond(connection, command)

    def cut(self):
        if self._present:
            self._present.cut()

    def close(self):
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

