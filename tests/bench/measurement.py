"""All that is measured on one machine: rounds in which qom-fuse and the bare client take turns."""

from bench.jobs import BARE, COLD, medians
from bench.process import BenchError

WARM_TURN = 'warm'
BATCHED = 'list-get-all'


class Measurement:
    """Collects samples round by round, then counts commands; figures() is what came out."""

    def __init__(self, jobs, machine, growth=False):
        self.jobs = jobs
        self.machine = machine
        self._samples = {}
        self._bare_samples = {False: {}, True: {}}  # without and with oob
        self._sent = {}
        names = ['cold find', 'cold grep -r'] if growth else list(COLD)
        self._turns = [(name, BARE[name]) for name in names]
        if not growth:
            self._turns.append((WARM_TURN, BARE['cat p50']))

    def round(self, number):
        """Every job once, each next to its yardsticks; every other round in reverse order."""
        turns = []
        done = set()
        for job, bare in self._turns:
            for yardstick in self._yardsticks(bare):
                if yardstick not in done:
                    turns += [(yardstick, oob) for oob in (False, True)]
                    done.add(yardstick)
            turns.append((job, None))
        for name, oob in reversed(turns) if number % 2 else turns:
            self._take_turn(name, oob)

    def _yardsticks(self, bare):
        return [bare, BATCHED] if bare == 'get-all' and self.machine.has_list_get else [bare]

    def _take_turn(self, name, oob):
        if oob is not None:
            into, samples = self._bare_samples[oob], self.jobs.bare(self.machine, name, oob)
        elif name == WARM_TURN:
            into, samples = self._samples, self.jobs.warm(self.machine)
        else:
            into, samples = self._samples, self.jobs.cold(self.machine, name)
        for job, sample in samples.items():
            into.setdefault(job, []).append(sample)

    def count(self):
        """The untimed runs that count what is sent and check that all is seen."""
        for job in self._samples:
            if job in COLD:
                self._sent[job] = self.jobs.count_cold(self.machine, job)
        if 'warm find' in self._samples:
            self._sent.update(self.jobs.count_warm(self.machine))
        self._check(self.jobs.directories_seen(self.machine))

    def _check(self, directories):
        objects = self._bare_samples[False]['list-all'][0]['objects']
        if directories != objects:
            raise BenchError(f'find saw {directories} directories of {objects} objects')

    def figures(self):
        plain, oob = ({job: medians(samples) for job, samples in by_job.items()}
                      for by_job in self._bare_samples.values())
        bare = {job: {**min(plain[job], oob[job], key=lambda figures: figures['wall']),
                      'oob': oob[job]['wall'] < plain[job]['wall']} for job in plain}
        fuse = {job: medians(samples) for job, samples in self._samples.items()}
        for job, sent in self._sent.items():
            fuse[job].update(commands=sent.commands, bytes=sent.bytes, by_name=sent.by_name())
        skeletons = [sent.longest_get_skeleton() for sent in self._sent.values()]
        return {
            'qemu': self.machine.version, 'program': self.machine.program,
            'has_list_get': self.machine.has_list_get,
            'objects': int(bare['list-all']['objects']),
            'properties': int(bare['list-all']['properties']),
            'rounds': len(self._samples['cold find']),
            'longest_get_skeleton': max((length for length in skeletons if length), default=None),
            'jobs': fuse, 'bare': bare,
        }
