"""A client of one account that works until the server goes away."""

import random
import threading

import acts
from server import Client, Gone

# How often each is chosen, by the kind of account.
WEIGHTS = {
    "frozen": {"create": 30, "describe": 20, "stop": 8, "add_tags": 10, "delete_tags": 6,
               "advance_job": 6, "advance_clock": 10, "take_snapshot": 2, "restore_snapshot": 1,
               "create_again": 2},
    "manual": {"create": 20, "describe": 45, "add_tags": 8, "delete_tags": 5, "advance_job": 5,
               "advance_clock": 3, "take_snapshot": 2, "restore_snapshot": 1, "create_again": 2},
    "running": {"create": 35, "describe": 25, "stop": 12, "add_tags": 10, "delete_tags": 6,
                "advance_job": 6, "advance_clock": 3, "create_again": 2},
}
CHANGES_TIMELINE = {"create", "stop", "advance_job"}
OF_NO_JOB = {"advance_clock", "take_snapshot", "restore_snapshot"}
RECENT = 12  # most requests are about the jobs created last


class Worker(threading.Thread):
    """After join: `account` is what is known for sure, `doubt` (None if there is none) what it
    would be if the request without an answer has succeeded."""

    def __init__(self, port, account, seed, names):
        super().__init__()
        self.account = account
        self.doubt = None
        self.unanswered = ""  # what the doubt is about
        self.acknowledged = 0  # writes answered with success
        self.problems = []
        self._names = names  # an iterator over names that nobody has used
        self._random = random.Random(seed)
        self._client = Client(port, account.id)

    def run(self):
        try:
            while True:
                name, job, act = self._choose()
                is_write = act.after is not self.account
                self.acknowledged += self._do(act) and is_write
                if name in CHANGES_TIMELINE and job in self.account.jobs:
                    self._do(acts.look(self.account, self._random, job))
        except Gone:
            pass
        except AssertionError as problem:
            self.problems.append(f"account {self.account.id}: {problem}")
        except Exception as mistake:  # in this driver: must not pass as an orderly end
            self.problems.append(f"account {self.account.id}: {mistake!r}")
        finally:
            self._client.close()

    def _choose(self):
        weights = WEIGHTS[self.account.kind]
        name = self._random.choices(list(weights), list(weights.values()))[0]
        if name == "create" or (name not in OF_NO_JOB and not self.account.jobs) or (
                name == "restore_snapshot" and not self.account.snapshots):
            job = next(self._names)
            return "create", job, acts.create(self.account, self._random, job)
        if name in OF_NO_JOB:
            return name, None, getattr(acts, name)(self.account, self._random)
        known = list(self.account.jobs)
        job = self._random.choice(known[-RECENT:] if self._random.random() < 0.8 else known)
        return name, job, getattr(acts, name)(self.account, self._random, job)

    def _do(self, act):
        self.doubt, self.unanswered = act.after, act.what
        status, text = act.send(self._client)
        if status == 503:  # it is being stopped
            raise Gone()
        allowed = act.status if isinstance(act.status, tuple) else (act.status,)
        if status not in allowed:
            raise AssertionError(f"{act.what}: answered {status}: {text}")
        # An error that was to be expected has changed nothing.
        self.account = act.learn(act.after, text) if status == 200 else self.account
        self.doubt, self.unanswered = None, ""
        return status == 200
