"""The figures that qom-fuse is to reach, on QEMU without and with qom-list-get."""

from bench.jobs import BARE

# A qom-get without path, property and id; the id may add this many bytes.
GET_SKELETON = 59
GET_ID = 8
# How much more qom-fuse may lose than the bare client when the machine is ten times larger.
GROWTH = 1.2

# Wall time of a job by that of the bare client.
RATIOS = {'cold find': (1.1, 0.6), 'cold grep -r': (1.0, 0.2), 'cat p50': (1.25, 1.25)}


def ratio(figures, job, of='wall'):
    """How many times the bare client's wall time a job takes, None if it has no counterpart."""
    if job not in BARE:
        return None
    return figures['jobs'][job][of] / figures['bare'][BARE[job]][of]


def ratio_target(figures, job):
    return RATIOS[job][figures['has_list_get']] if job in RATIOS else None


def targets(figures):
    """(what, figure, limit) for every target of one machine; the figure is met up to the limit."""
    batched = figures['has_list_get']
    jobs, objects = figures['jobs'], figures['objects']
    found = [(f'{job} / {BARE[job]}', ratio(figures, job), limits[batched])
             for job, limits in RATIOS.items()]
    found.append(('commands of cold find', jobs['cold find']['commands'],
                  objects // 8 if batched else objects + 4))
    found.append(('commands of warm find', jobs['warm find']['commands'], 0))
    if figures['longest_get_skeleton']:
        found.append(('bytes of qom-get beside path and property', figures['longest_get_skeleton'],
                      GET_SKELETON + GET_ID))
    grep = jobs['cold grep -r']
    found.append(('CPU of qom-fuse / wall, cold grep -r', grep['fuse_cpu'] / grep['wall'],
                  0.5 if batched else 0.25))
    return found


def growth(small, large):
    """(job, per-object us of qom-fuse small and large, the same of the bare client, met) a row."""
    for job in 'cold find', 'cold grep -r':
        costs = [figures[of][name]['wall'] * 1e6 / figures['objects']
                 for of, name in (('jobs', job), ('bare', BARE[job])) for figures in (small, large)]
        yield job, *costs, costs[1] / costs[0] <= GROWTH * costs[3] / costs[2]
