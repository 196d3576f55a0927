"""The life of a data folder: servers that work on it and are killed, one after the other."""

import collections
import contextlib
import itertools
import json
import random
import time

import acts
import database
from checker import observe, settle
from history import DESCRIBES_PER_PHASE, Account
from server import Client, Server
from worker import Worker

KINDS = ("frozen", "frozen", "frozen", "manual", "manual", "running", "running", "running")
START = "2030-01-01T00:00:00.000Z"


class Life:
    """Raises AssertionError when the server does not start or answers what it never may, and Gone
    when it ends by itself."""

    def __init__(self, number, folder, options, counts=None):
        self.counts = collections.Counter() if counts is None else counts
        self._seed, self._durability = options.seed, options.durability
        self._number, self._folder = number, folder
        self._log = open(f"{folder}.log", "ab")
        self._names = [map(f"job-{i}-{{}}".format, itertools.count(1)) for i in range(len(KINDS))]
        self._accounts = [Account(f"{111100000000 + number * 10 + i}", kind)
                          for i, kind in enumerate(KINDS)]
        self._doubts = [None] * len(KINDS)
        self._server = None

    def _random(self, *what):
        return random.Random(repr((self._seed, self._number, *what)))

    def _start(self):
        self._server = Server(self._folder, self._durability, self._log)
        started = time.monotonic()
        self._server.wait_until_ready()
        self.counts["start_us"] += int((time.monotonic() - started) * 1e6)
        self.counts["starts"] += 1

    def begin(self):
        self._start()
        for i, account in enumerate(self._accounts):
            with contextlib.closing(Client(self._server.port, account.id)) as client:
                if account.kind != "running":
                    clock = {"mode": "frozen", "now": START}
                    assert client.control("PUT", "clock", clock)[0] == 200
                if account.kind == "manual":
                    mode = {"mode": "manual", "times": DESCRIBES_PER_PHASE}
                    assert client.control("PUT", "progression", {"progression": mode})[0] == 200
                now = json.loads(client.get("clock"))["now"]
                account = Account(account.id, account.kind, now=now)
                if account.kind != "running":
                    act = acts.take_snapshot(account, self._random("snapshot", i))
                    account = act.learn(act.after, act.send(client)[1])
                self._accounts[i] = account

    def load_and_kill(self, cycle):
        """Works on the running server until it is killed; gives what was wrong."""
        chance = self._random(cycle)
        workers = [Worker(self._server.port, account, repr((self._seed, self._number, cycle, i)),
                          self._names[i]) for i, account in enumerate(self._accounts)]
        for worker in workers:
            worker.start()
        time.sleep(chance.uniform(0.01, 0.3))
        if chance.random() < 0.05:  # while it ends in order
            self._server.ask_to_stop()
            time.sleep(chance.uniform(0, 0.02))
            self.counts["kills while ending"] += 1
        self._server.kill()
        problems = []
        for i, worker in enumerate(workers):
            worker.join()
            self._accounts[i], self._doubts[i] = worker.account, worker.doubt
            if self._doubts[i] is worker.account:
                self._doubts[i] = None  # it would change nothing
            problems += worker.problems
            self.counts["acknowledged"] += worker.acknowledged
        if chance.random() < 0.1:  # once more, while it starts
            self._server = Server(self._folder, self._durability, self._log)
            time.sleep(chance.uniform(0, 0.02))
            self._server.kill()
            self.counts["kills while starting"] += 1
        return problems

    def restart_and_check(self):
        """Gives what was wrong."""
        self._start()
        problems = database.problems(self._folder)
        for i, account in enumerate(self._accounts):
            doubt = self._doubts[i]
            changed = {job.name for known in (account, doubt) if known is not None
                       for job in known.jobs.values() if job.record is None}
            with contextlib.closing(Client(self._server.port, account.id)) as client:
                observed = observe(client, account.kind, sorted(changed))
            self._accounts[i], kept, found = settle(account, doubt, observed)
            problems += [f"account {account.id} ({account.kind}): {text}" for text in found]
            if doubt is not None:
                self.counts["in doubt"] += 1
                self.counts["in doubt and kept"] += kept
            self.counts["jobs checked"] += len(observed.records)
            self._doubts[i] = None
        return problems

    def end(self):
        """In order."""
        code = self._server.stop()
        self._server = None
        return [] if code == 0 else [f"an orderly end has the exit code {code}"]

    def close(self):
        if self._server is not None:
            self._server.kill()
        self._log.close()
