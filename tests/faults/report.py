"""The terminal's table: at most 120 columns."""

import textwrap

HEAD = (f'{"fault":50}{"QEMU":>8}{"times":>7}{"longest":>11}'
        f'{"RSS MiB":>15}  lost, hung, wrong')
INDENT = '    '


def mib(kib):
    return '' if kib is None else f'{kib / 1024:.1f}'


def memory(row):
    if row.after_kib is None:
        return mib(row.before_kib)
    return f'{mib(row.before_kib)} -> {mib(row.after_kib)}'


def seconds(value):
    return f'{value * 1000:.0f} ms' if value < 10 else f'{value:.1f} s'


def outcomes(row):
    counts = sorted(row.outcomes.items(), key=lambda item: -item[1])
    return ', '.join(f'{what} {count}' for what, count in counts)


def lines(row):
    verdict = 'nothing: ok' if row.ok else 'FAILED'
    yield (f'{row.fault:50}{row.qemu:>8}{row.times:>7}{seconds(row.longest):>11}'
           f'{memory(row):>15}  {verdict}')
    yield from textwrap.wrap(outcomes(row), 116, initial_indent=INDENT, subsequent_indent=INDENT,
                             break_on_hyphens=False)
    if row.peaks:
        yield INDENT + 'at most: ' + ', '.join(f'{what} {value:.2f}'
                                               for what, value in row.peaks.items())
    for note in row.notes:
        yield from textwrap.wrap(note, 116, initial_indent=INDENT, subsequent_indent=INDENT * 2)
    for why, count in row.failures.items():
        times = f' ({count} times)' if count > 1 else ''
        yield from textwrap.wrap(f'FAILED: {why}{times}', 116, initial_indent=INDENT,
                                 subsequent_indent=INDENT * 2)


def summary(rows):
    failed = [row for row in rows if not row.ok]
    done = sum(row.times for row in rows)
    if not failed:
        return f'{len(rows)} faults, {done} times in all: nothing lost, hung or wrong.'
    return (f'{len(rows)} faults, {done} times in all; FAILED: '
            + ', '.join(f'{row.fault} ({row.qemu})' if row.qemu else row.fault for row in failed))
