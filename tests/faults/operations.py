"""What a user does with one file: one call, and how it ended as the shell would have seen it."""

import errno
import os


def read(path):
    file = os.open(path, os.O_RDONLY)
    try:
        text = b''
        while piece := os.read(file, 1 << 16):
            text += piece
        return text.decode('utf-8', 'surrogateescape')
    finally:
        os.close(file)


def write(path, text):
    file = os.open(path, os.O_WRONLY | os.O_TRUNC)
    try:
        os.write(file, text.encode())
        return ''
    finally:
        os.close(file)


def listing(path):
    return '\0'.join(sorted(os.listdir(path)))


def stat(path):
    return str(os.lstat(path).st_ino)


OPERATIONS = {'read': read, 'write': write, 'list': listing, 'stat': stat}
OK = 'ok'


def outcome_of(operation, *arguments):
    """('ok', what it gave) or (the errno's name, '')."""
    try:
        return OK, OPERATIONS[operation](*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno)), ''
