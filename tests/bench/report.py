"""The terminal's table: at most 120 columns."""

from bench.jobs import BARE
from bench.measurement import BATCHED
from bench.targets import RATIOS, growth, ratio, ratio_target, targets

ORDER = ['cold find', 'cold ls -lR', 'cold grep -r', '16 readers',
         'warm find', 'cat p50', 'cat p99']
SENT = f'{"wall ms":>9}{"cmds":>6}{"bytes":>8}'
HEAD = (f'{"qom-fuse":12}{SENT}{"CPU ms: QEMU":>14}{"self":>7}{"MiB":>6}'
        f' | {"bare client":13}{SENT} |  ratio target')


def milliseconds(seconds):
    value = seconds * 1000
    return f'{value:.3f}' if value < 10 else f'{value:.1f}'


def whole(value):
    return '' if value is None else f'{value:.0f}'


def verdict(figure, limit):
    return 'ok' if round(figure, 2) <= limit else 'MISSED'


def bare_columns(figures, name):
    bare = figures['bare'].get(name) if name else None
    if not bare:
        return f'{"":13}{"":>9}{"":>6}{"":>8}'
    return (f'{name:13}{milliseconds(bare["wall"]):>9}{whole(bare["commands"]):>6}'
            f'{whole(bare["bytes"]):>8}')


def job_row(figures, job):
    own = figures['jobs'][job]
    line = (f'{job:12}{milliseconds(own["wall"]):>9}{whole(own.get("commands")):>6}'
            f'{whole(own.get("bytes")):>8}{milliseconds(own["qemu_cpu"]):>14}'
            f'{milliseconds(own["fuse_cpu"]):>7}{own["peak_kib"] / 1024:>6.1f}'
            f' | {bare_columns(figures, BARE.get(job))} | ')
    found, limit = ratio(figures, job), ratio_target(figures, job)
    if found is not None:
        line += f'{found:6.2f}'
    if limit is not None:
        line += f' {limit:<4} {verdict(found, limit)}'
    return line


def machine_table(figures):
    yield (f'QEMU {figures["qemu"]}: {figures["objects"]} objects, {figures["properties"]} '
           f'properties; medians of {figures["rounds"]} rounds')
    yield HEAD
    for job in ORDER:
        if job in figures['jobs']:
            yield job_row(figures, job)
    if BATCHED in figures['bare']:
        found = figures['jobs']['cold grep -r']['wall'] / figures['bare'][BATCHED]['wall']
        yield f'{"cold grep -r":12}{"":50} | {bare_columns(figures, BATCHED)} | {found:6.2f}'


def target_table(figures):
    for what, figure, limit in targets(figures):
        shown = f'{figure:.2f}' if isinstance(figure, float) else str(figure)
        yield f'  {what:44}{shown:>8}  <= {limit:<6} {verdict(figure, limit)}'
    least = (f'{job} {ratio(figures, job, "wall_min"):.2f}' for job in RATIOS)
    yield f'  of the quickest rounds alone: {", ".join(least)}'


def growth_table(pairs):
    yield 'Growth: wall us per object, and how much dearer an object is on the larger machine'
    yield (f'{"":26}{"objects":>14} | {"qom-fuse":>16}{"growth":>8} |'
           f' {"bare client":>16}{"growth":>8} | growth / its growth')
    for small, large in pairs:
        for job, *costs, met in growth(small, large):
            sizes = f'{small["objects"]} {large["objects"]:>6}'
            own, bare = costs[1] / costs[0], costs[3] / costs[2]
            yield (f'QEMU {small["qemu"]:8} {job:12}{sizes:>14} |'
                   f' {costs[0]:8.0f}{costs[1]:8.0f}{own:8.2f} |'
                   f' {costs[2]:8.0f}{costs[3]:8.0f}{bare:8.2f} |'
                   f' {own / bare:.2f} {"ok" if met else "MISSED"}')
