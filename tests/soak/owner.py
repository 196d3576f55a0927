"""The owner of an account: rounds of changes, each with a check of everything and a reset."""

import itertools
import json
import threading
import time

import acts
import faults
import kinds
import owner_acts
from checker import observe, problems_of
from faults import Struck
from history import Account

START = "2030-01-01T00:00:00.000Z"
MOST_JOBS = 40

WEIGHTS = {
    "frozen": {"create": 26, "describe": 14, "stop": 8, "add_tags": 6, "delete_tags": 4,
               "advance_job": 6, "advance_clock": 12, "set_clock": 4, "let_run": 2,
               "change_speed": 1, "take_snapshot": 2, "restore_snapshot": 1, "export": 1,
               "import": 1, "create_again": 2},
    "manual": {"create": 16, "describe": 45, "add_tags": 6, "delete_tags": 4, "advance_job": 6,
               "advance_clock": 3, "take_snapshot": 2, "restore_snapshot": 1, "export": 1,
               "import": 1, "create_again": 2},
    "running": {"create": 30, "describe": 20, "stop": 12, "add_tags": 8, "delete_tags": 5,
                "advance_job": 6, "advance_clock": 3, "stand_still": 2, "create_again": 2},
}
OF_NO_JOB = {"advance_clock", "set_clock", "let_run", "stand_still", "take_snapshot",
             "restore_snapshot"}
CHANGES_TIMELINE = {"stop", "advance_job"}


class Owner(threading.Thread):
    def __init__(self, load, client):
        super().__init__(name=f"owner of {load.account.id}")
        self._load, self._client = load, client
        self._random = load.random("owner")
        self._rules = 0  # how many fault rules there were
        self._export = None  # (jobs, now, text)
        self._names = None

    @property
    def _account(self):
        return self._load.account

    def run(self):
        load = self._load
        try:
            while time.monotonic() < load.options.deadline and not load.tally.is_full:
                try:
                    self._round()
                except AssertionError as problem:
                    load.tally.problem(f"{self.name} ({load.account.kind}): {problem}")
        except Exception as mistake:  # in this driver: must not pass as an orderly end
            load.tally.problem(f"{self.name}: {mistake!r}")
        finally:
            load.is_over = True
            self._client.close()

    def _round(self):
        load = self._load
        with load.gate.closed(), load.changing():
            self._begin()
        left, until = self._random.randint(40, 90), None
        while left > 0 and time.monotonic() < load.options.deadline:
            load.pause(self._random)
            self._step()
            left -= 1
            if until is None and self._is_time_for_faults() and self._random.random() < 0.1:
                self._ask_for_faults()
                until = left - self._random.randint(5, 20)
            elif until is not None and (left <= until or not self._is_time_for_faults()):
                self._end_faults()
                until = None
        with load.gate.closed(), load.changing():
            if until is not None:
                self._check_faults()
            self._check_all()
        load.tally.checked("whole accounts")

    def _begin(self):
        """Nothing of the last round is left, whatever has become of it."""
        load = self._load
        self._control("POST", "reset")
        load.ledger.forget()
        for snapshot in json.loads(self._client.get("snapshots"))["snapshots"]:
            self._control("DELETE", f"snapshots/{snapshot['name']}")
        for method, path, body in owner_acts.setup(self._account, START):
            self._control(method, path, body)
        self._export = None
        # The same in each round. What its name ends at once would not wait for Describe calls.
        ends = ("job",) if self._account.kind == "manual" else ("job", "at-once")
        kinds_of_names = itertools.cycle(("job", "ruled", "job", *ends))
        self._names = (f"{kind}-{number}" for number, kind in enumerate(kinds_of_names))
        load.offset = 0.0
        now = json.loads(self._client.get("clock"))["now"]
        load.account = Account(self._account.id, self._account.kind, now=now)
        if self._account.kind != "running":
            self._do(acts.take_snapshot(self._account, self._random))

    def _control(self, method, path, body=None):
        status, text = self._client.control(method, path, body)
        if status != 200:
            raise AssertionError(f"{method} {path} {body} answered {status}: {text}")
        return json.loads(text)

    # What changes something

    def _step(self):
        weights = WEIGHTS[self._account.kind]
        name = self._random.choices(list(weights), list(weights.values()))[0]
        with self._load.changing():
            self._change(name)

    def _change(self, name):
        account, random = self._account, self._random
        if name == "create" and len(account.jobs) >= MOST_JOBS:
            name = "describe"
        if name == "create" or (name not in OF_NO_JOB and not account.jobs):
            return self._create()
        if name == "export":
            self._export = (account.jobs, account.now, self._client.get("export"))
        elif name == "import":
            if self._export is not None:
                self._do(owner_acts.import_export(account, *self._export))
        elif name == "change_speed":
            if self._do(owner_acts.change_speed(account, random, self._window_now)):
                self._look_at_all()
        elif name in OF_NO_JOB:
            module = acts if hasattr(acts, name) else owner_acts
            self._do(getattr(module, name)(account, random))
        else:
            self._change_job(name, random.choice(list(account.jobs)))

    def _change_job(self, name, job):
        account, random = self._account, self._random
        if name == "describe":
            self._do(owner_acts.describe(account, random, job, self._window_now))
        elif self._do(getattr(acts, name)(account, random, job)) and name in CHANGES_TIMELINE:
            self._do(acts.look(self._account, random, job))

    def _create(self):
        name = next(self._names)
        act, phases = owner_acts.create(self._account, self._random, name)
        self._do(act)
        if name not in self._account.jobs:
            return
        self._do(acts.look(self._account, self._random, name))
        kinds.check_plan(name, phases, self._account.jobs[name].transitions)

    def _look_at_all(self):
        for job in list(self._account.jobs.values()):
            if job.transitions is None:
                self._do(acts.look(self._account, self._random, job.name))

    def _window_now(self):
        """That of a request which was just answered; it took no longer than that."""
        return self._load.window(self._account, self._asked)

    def _do(self, act):
        """Whether it has succeeded, whatever became of its answer."""
        load = self._load
        self._asked = load.instant()
        try:
            status, text = act.send(self._client)
        except Struck as struck:
            if struck.rule.when == "after" and act.status == 200:
                load.account = act.after
                return True
            return False
        allowed = act.status if isinstance(act.status, tuple) else (act.status,)
        if status not in allowed:
            raise AssertionError(f"{act.what}: answered {status}: {text}")
        # An error that was to be expected has changed nothing.
        if status == 200:
            load.account = act.learn(act.after, text)
            if self._account.kind == "running" and act.what in ("stop the clock",
                                                                "advance the clock"):
                load.offset = owner_acts.offset_of(text)
        return status == 200

    # Faults

    def _is_time_for_faults(self):
        length, period = self._load.options.fault_window
        return time.monotonic() % period < length

    def _ask_for_faults(self):
        load = self._load
        self._rules += 1
        rules = faults.draw(self._random, self._rules, self._account.kind != "manual")
        with load.gate.closed():
            load.ledger.use(rules)
            self._control("PUT", "faults", [rule.body for rule in rules])

    def _end_faults(self):
        with self._load.gate.closed():
            self._check_faults()

    def _check_faults(self):
        load = self._load
        found = load.ledger.problems(self._control("GET", "faults")["faults"])
        self._control("DELETE", "faults")
        load.ledger.use([])
        if found:
            raise AssertionError(f"faults: {found}")
        load.tally.checked("fault rules met as asked for")

    # The end of a round

    def _check_all(self):
        """Everything that is known, while nobody else calls."""
        for operation, calls in self._load.ledger.calls().items():
            self._expect_count({"operation": operation}, calls)
        for error, met in self._load.ledger.errors().items():
            self._expect_count({"error_type": error}, met)
        changed = [job.name for job in self._account.jobs.values() if job.record is None]
        observed = observe(self._client, self._account.kind, changed)
        found = problems_of(self._account, observed)
        if found:
            raise AssertionError(f"at the end of a round: {found[:3]}")

    def _expect_count(self, query, expected):
        answer = self._control("POST", "journal/count", query)
        if (answer["count"], answer["exact"]) != (expected, True):
            raise AssertionError(f"journal/count {query} answered {answer}, {expected} were sent")
