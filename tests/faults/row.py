"""What came of one fault: a row of the table."""


class Row:
    """Collects what users saw and what was wrong. Everything in `failures` makes the row fail."""

    def __init__(self, fault, qemu=''):
        self.fault = fault
        self.qemu = qemu
        self.times = 0
        self.outcomes = {}
        self.longest = 0.0
        self.longest_what = ''
        self.seconds = 0.0  # for all of it
        self.before_kib = None
        self.after_kib = None
        self.failures = {}
        self.peaks = {}
        self.notes = []

    def saw(self, what, seconds=0.0, count=1):
        self.outcomes[what] = self.outcomes.get(what, 0) + count
        if seconds > self.longest:
            self.longest, self.longest_what = seconds, what

    def peak(self, what, value):
        """Keeps the largest value; `what` names it with its unit."""
        self.peaks[what] = max(self.peaks.get(what, 0), value)

    def fail(self, why):
        self.failures[why] = self.failures.get(why, 0) + 1

    def expect(self, condition, why):
        if not condition:
            self.fail(why)
        return condition

    def answer(self, operation, answer, allowed, limit):
        """Notes a user's answer, which must be one of those, within so many seconds."""
        self.saw(f'{operation} {answer.outcome}', answer.seconds)
        self.expect(answer.outcome in allowed, f'{operation} gave {answer.outcome}')
        self.expect(answer.seconds <= limit, f'{operation} took {answer.seconds:.1f} s')

    def crowd(self, users, allowed, limit):
        """Notes all that a crowd saw: `allowed` holds errnos, 'write EIO' means for writes only."""
        report = users.report
        if users.hung:
            self.fail(f'HUNG: a call did not end in {users.hung:.0f} s')
        if not report:
            return self.fail('HUNG: the users did not come back')
        for key, count in report['counts'].items():
            self.saw(key, report['longest'][key], count)
            if key.split()[1] not in {'ok', *allowed} and key not in allowed:
                self.fail(f'{key} ({count} times)')
            if report['longest'][key] > limit:
                self.fail(f'{key} took {report["longest"][key]:.1f} s')
        for text in report['wrong'][:3]:
            self.fail(f'wrong value: {text}')
        if report['lost_users']:
            self.fail(f'{report["lost_users"]} users never came back')
        return None

    def memory(self, mount, limit_mib):
        """The end of a measurement that before() began."""
        self.after_kib = mount.resident_kib()
        grown = (self.after_kib - (self.before_kib or 0)) / 1024
        self.expect(grown <= limit_mib, f'memory grew by {grown:.1f} MiB')

    def before(self, mount):
        self.before_kib = mount.resident_kib()

    @property
    def ok(self):
        return not self.failures

    def as_json(self):
        return vars(self)
