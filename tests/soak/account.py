"""The load of one account: its owner, who alone changes it and knows all of it, and readers."""

import contextlib
import datetime
import random
import threading
import time

import reads
from faults import Ledger, Struck
from history import Account
from states import Window, to_text

WARM_UP_PACE = 3  # times the rate, so that what fills up is full
TOLERANCE = 0.03  # seconds between a clock of the server and ours


class Gate:
    """Readers pass it with each request; when it is closed nobody is on his way."""

    def __init__(self):
        self._changed = threading.Condition()
        self._closed = False
        self._inside = 0

    @contextlib.contextmanager
    def passed(self):
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def closed(self):
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


class AccountLoad:
    """What owner and readers of an account share. `version` is odd while the owner changes it."""

    def __init__(self, number, kind, place, tally, options):
        self.account = Account(f"{111100000000 + number}", kind)
        self.version = 0
        self.offset = 0.0  # seconds by which a running clock is ahead of the machine's
        self.gate = Gate()
        self.ledger = Ledger()
        self.tally = tally
        self.place = place
        self.is_over = False  # for the readers
        self.options = options

    def random(self, *what):
        return random.Random(repr((self.options.seed, self.account.id, *what)))

    def pause(self, chance):
        """So that all clients together act at the rate of the options, as far as they can."""
        options = self.options
        pace = WARM_UP_PACE if time.monotonic() < options.warm_up_until else 1
        time.sleep(min(5, chance.expovariate(1) * options.pause / pace))

    @contextlib.contextmanager
    def changing(self):
        self.version += 1
        try:
            yield
        finally:
            self.version += 1

    def instant(self):
        return time.time()

    def window(self, account, started):
        if account.kind != "running":
            return Window(account.now, account.now)
        return Window(self._clock(started - TOLERANCE), self._clock(time.time() + TOLERANCE))

    def _clock(self, wall):
        moment = datetime.datetime.fromtimestamp(wall + self.offset, datetime.timezone.utc)
        return to_text(moment)


class Reader(threading.Thread):
    def __init__(self, load, number, client):
        super().__init__(name=f"reader {number} of {load.account.id}")
        self._load, self._client = load, client
        self._random = load.random("reader", number)

    def run(self):
        choices, weights = list(reads.WEIGHTS), list(reads.WEIGHTS.values())
        while not self._load.is_over:
            self._load.pause(self._random)
            with self._load.gate.passed():
                look = reads.Look(self._load, self._client, self._random)
                self._read(look, self._random.choices(choices, weights)[0])
        self._client.close()

    def _read(self, look, read):
        tally = self._load.tally
        try:
            read(look)
            tally.checked("of an account as known" if look.is_exact else "of one that changed")
        except Struck:
            pass
        except AssertionError as problem:
            tally.problem(f"{self.name} ({look.account.kind}), {read.__name__}: {problem}")
        except Exception as mistake:  # in this driver: must not pass as an orderly end
            tally.problem(f"{self.name}, {read.__name__}: {mistake!r}")
