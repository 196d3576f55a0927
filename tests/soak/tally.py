"""What the clients of a process have done: counts, latencies, problems. Any thread."""

import collections
import math
import threading

MOST_PROBLEMS = 20
LONGEST_PROBLEM = 1500  # characters
STEP = math.log(1.02)  # so wide are the buckets of latencies


class Tally:
    def __init__(self):
        self._lock = threading.Lock()
        self.latencies = {}  # by operation: a Counter of buckets
        self.longest = {}  # by operation, in seconds
        self.asked_for = collections.Counter()  # faults met, by kind
        self.checks = collections.Counter()
        self.problems = []

    def answered(self, operation, seconds):
        bucket = int(math.log(max(seconds, 1e-6) * 1e6) / STEP)
        with self._lock:
            self.latencies.setdefault(operation, collections.Counter())[bucket] += 1
            self.longest[operation] = max(seconds, self.longest.get(operation, 0))

    def struck(self, kind):
        with self._lock:
            self.asked_for[kind] += 1

    def checked(self, what):
        with self._lock:
            self.checks[what] += 1

    def problem(self, text):
        with self._lock:
            self.problems.append(text[:LONGEST_PROBLEM])

    @property
    def is_full(self):
        return len(self.problems) >= MOST_PROBLEMS

    def content(self):
        """All of it, to be sent to another process and added there."""
        with self._lock:
            return (self.latencies, self.longest, self.asked_for, self.checks, self.problems)

    def add(self, content):
        latencies, longest, asked_for, checks, problems = content
        for operation, buckets in latencies.items():
            self.latencies.setdefault(operation, collections.Counter()).update(buckets)
            self.longest[operation] = max(longest[operation], self.longest.get(operation, 0))
        self.asked_for.update(asked_for)
        self.checks.update(checks)
        self.problems += problems


def quantile(buckets, share):
    """Seconds, at most 2 % too long."""
    rest = share * sum(buckets.values())
    for bucket in sorted(buckets):
        rest -= buckets[bucket]
        if rest <= 0:
            return math.exp((bucket + 1) * STEP) / 1e6
    return 0.0
