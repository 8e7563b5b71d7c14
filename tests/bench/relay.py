"""Counts what qom-fuse sends to QEMU, by standing between them."""

import json
import socket
import threading


class Relay:
    """Passes one connection on to QEMU and keeps what is sent there. Use it in a with statement."""

    def __init__(self, path, target):
        self.path = path
        self._sent = bytearray()
        self._target = target
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(1)
        self._ends = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        try:
            client, _ = self._listener.accept()
            server = socket.socket(socket.AF_UNIX)
            self._ends = [client, server]
            server.connect(self._target)
            threading.Thread(target=self._pass_on, args=(server, client), daemon=True).start()
            self._pass_on(client, server, self._sent)
        except OSError:
            pass

    @staticmethod
    def _pass_on(source, sink, copy=None):
        try:
            while data := source.recv(1 << 16):
                if copy is not None:
                    copy += data
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def mark(self):
        """A place in what was sent, for sent_since()."""
        return len(self._sent)

    def sent_since(self, mark=0):
        return Sent(bytes(self._sent[mark:]).decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for end in (*self._ends, self._listener):
            end.close()


class Sent:
    """Commands that were sent: how many, how long, and what they were."""

    def __init__(self, text):
        self.bytes = len(text.encode())
        self.texts = list(split(text))
        self.commands = len(self.texts)

    def longest_get_skeleton(self):
        """The most bytes that a qom-get had beside its path and its property, None without any."""
        return max((skeleton(text) for text in self.texts if '"qom-get"' in text), default=None)

    def by_name(self):
        counts = {}
        for text in self.texts:
            name = json.loads(text)['execute']
            counts[name] = counts.get(name, 0) + 1
        return counts


def skeleton(text):
    arguments = json.loads(text)['arguments']
    # A name that needs escapes is as long as with them.
    names = (json.dumps(arguments[name], ensure_ascii=False) for name in ('path', 'property'))
    return len(text) - sum(len(name) - len('""') for name in names)


def split(text):
    """The JSON texts that stand one after the other, with or without blanks between them."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        _, end = decoder.raw_decode(text, at)
        yield text[at:end]
        at = end
