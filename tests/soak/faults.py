"""The faults of an account: which ones were asked for, and who met them."""

import collections
import json
import threading
from dataclasses import dataclass

ERRORS = {"ThrottlingException": 400, "InternalFailure": 500, "ServiceUnavailable": 503,
          "TooManyRequestsException": 429, "OutOfCoffee": 418}
CONNECTIONS = ("reset", "empty", "malformed")
OPERATIONS = ("Describe*", "List*", "Create*", "Stop*", "*Tags")
DELAY = 0.04  # seconds


@dataclass
class Rule:
    id: str
    body: dict
    kind: str  # "error", "connection" or "delay"
    when: str = "before"
    met: int = 0


class Struck(Exception):
    """A fault came in place of the answer."""

    def __init__(self, rule):
        super().__init__(rule.id)
        self.rule = rule


def draw(random, number, may_be_after):
    """Some rules; at most one breaks connections, so that a break tells which one it was."""
    rules = []
    for kind in random.sample(("error", "error", "connection", "delay"), random.randint(1, 4)):
        rule = {"id": f"fault-{number}-{len(rules)}", "operation": random.choice(OPERATIONS),
                "times": random.randint(1, 6), "probability": random.choice((0.2, 0.5, 1))}
        if kind == "error":
            error = random.choice(sorted(ERRORS))
            rule["error"] = {"type": error, "message": f"asked for by {rule['id']}",
                             "status": ERRORS[error]}
        elif kind == "connection":
            rule["connection"] = random.choice(CONNECTIONS)
        else:
            rule.update({"operation": "ListTags", "latency": int(DELAY * 1000)})
        # What succeeds although its answer is lost. Of other operations it might not have.
        if may_be_after and rule["operation"] == "Create*" and random.random() < 0.5:
            rule["when"] = "after"
        rules.append(Rule(rule["id"], rule, kind, rule.get("when", "before")))
    return rules


class Ledger:
    """What was sent since the account's reset, and the rules in force. Any thread."""

    def __init__(self):
        self._lock = threading.Lock()
        self._rules = {}
        self._calls = collections.Counter()  # by operation
        self._errors = collections.Counter()  # asked for and met, by type

    def forget(self):
        with self._lock:
            self._rules, self._calls = {}, collections.Counter()
            self._errors = collections.Counter()

    def sent(self, operation):
        with self._lock:
            self._calls[operation] += 1

    def calls(self):
        with self._lock:
            return self._calls.copy()

    def errors(self):
        with self._lock:
            return self._errors.copy()

    def use(self, rules):
        with self._lock:
            self._rules = {rule.id: rule for rule in rules}

    def broken(self):
        """The rule that may have broken a connection."""
        return self._meet(lambda rule: rule.kind == "connection")

    def delayed(self):
        """The rule that may have delayed an answer of ListTags."""
        return self._meet(lambda rule: rule.kind == "delay")

    def cause_of(self, status, text):
        """The rule that has made an answer."""
        if status < 400 or "asked for by" not in text:
            return None
        answer = json.loads(text)
        message = answer.get("message") or answer.get("Message")
        rule = self._meet(lambda rule: rule.kind == "error" and message == (
            rule.body["error"]["message"]) and answer["__type"] == rule.body["error"]["type"]
            and status == rule.body["error"]["status"])
        if rule is not None:
            with self._lock:
                self._errors[answer["__type"]] += 1
        return rule

    def _meet(self, fits):
        with self._lock:
            for rule in self._rules.values():
                if fits(rule):
                    rule.met += 1
                    return rule
        return None

    def problems(self, listed):
        """What does not fit `listed`, an answer of GET faults, while nobody calls."""
        with self._lock:
            hits = {each["id"]: each["state"]["hits"] for each in listed}
            if hits.keys() != self._rules.keys():
                return [f"the fault rules are {sorted(hits)}, not {sorted(self._rules)}"]
            found = []
            for rule in self._rules.values():
                # A busy machine can delay an answer, too.
                fits = rule.met >= hits[rule.id] if rule.kind == "delay" else (
                    rule.met == hits[rule.id])
                if not fits or hits[rule.id] > rule.body["times"]:
                    found.append(f"{rule.body} struck {hits[rule.id]} times, met {rule.met} times")
            return found
