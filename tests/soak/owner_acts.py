"""What only the owner of an account does: all that changes something. Each is an Act of the driver,
with what follows from its success."""

import json
from dataclasses import replace

import acts
import kinds
import requests
from acts import Act
from history import Job, after_event
from states import has_ended, states_of, to_moment


def setup(account, start):
    """The requests, (method, path, body), with which an account begins after its reset."""
    yield "PUT", "scenario-rules", {"rules": kinds.RULES}
    yield "PUT", "scenarios/three", {"candidates": {"count": 3}, "explainability": "failed"}
    if account.kind != "running":
        yield "PUT", "clock", {"mode": "frozen", "now": start}
    if account.kind == "manual":
        yield "PUT", "progression", {"progression": {"mode": "manual", "times": 2}}


def create(account, random, name):
    kind = random.choice(kinds.KINDS)
    tags, phases = kinds.planned(random, name, kind, account.kind == "manual")
    tags += requests.tags(random, random.randint(0, 3))
    body = {**kind.request, "AutoMLJobName": name}
    sent = {**body, "Tags": requests.as_list(tags)} if tags else body
    operation = "CreateAutoMLJob" if kind.version == 1 else "CreateAutoMLJobV2"
    job = Job(name=name, version=kind.version, request=body, tags=tags)

    def send(client):
        return client.api(operation, sent)

    if phases and phases[0] in kinds.REFUSED.values():
        def send_refused(client):
            status, text = send(client)
            if status == 400 and json.loads(text)["__type"] != phases[0]:
                raise AssertionError(f"{operation} {sent} answered {text}")
            return status, text
        return Act(f"create {name} {tags}", send_refused, account, 400), None
    return Act(f"create {name} {tags}", send, account.with_job(job)), phases


def describe(account, random, name, window):
    """Checks the status; in manual progression it moves the job afterwards."""
    act = acts.describe(account, random, name)
    job = account.jobs[name]

    def learn(after, text):
        answer = json.loads(text)
        state = (answer["AutoMLJobSecondaryStatus"], answer["AutoMLJobStatus"])
        if account.kind == "manual":
            fits = job.phases is None or state[0] == job.phases[job.phase]
        else:
            states = states_of(job, window())
            fits = states is None or state in states
        if not fits:
            raise AssertionError(f"{name} is described as {state}; known is {job}")
        return act.learn(after, text)

    return replace(act, learn=learn)


def set_clock(account, random):
    to = acts.later(account.now, random.randint(1, 5000))

    def learn(after, text):
        if json.loads(text)["now"] != to:
            raise AssertionError(f"clock/set to {to} answered {text}")
        return after

    return Act("set the clock", lambda client: client.control("POST", "clock/set", {"to": to}),
               replace(account, now=to), learn=learn)


def let_run(account, _):
    """The clock runs for a moment."""
    def send(client):
        status, text = client.control("POST", "clock/run")
        return client.control("POST", "clock/freeze") if status == 200 else (status, text)

    def learn(after, text):
        now = json.loads(text)["now"]
        if now < after.now:
            raise AssertionError(f"the clock went back from {after.now} to {now}")
        return replace(after, now=now)

    return Act("let the clock run", send, account, learn=learn)


def stand_still(account, _):
    """The clock of an account in which it runs stands still for a moment."""
    def send(client):
        answers = [client.control("POST", "clock/freeze"), client.control("GET", "clock")]
        values = {json.loads(text)["now"] for status, text in answers if status == 200}
        if len(values) != 1:
            raise AssertionError(f"a clock that stands still answers {answers}")
        return client.control("POST", "clock/run")

    return Act("stop the clock", send, account,
               learn=lambda after, text: replace(after, now=json.loads(text)["now"]))


def change_speed(account, random, window):
    """Running jobs go on at the new speed."""
    ended = {job.name: has_ended(job, window()) for job in account.jobs.values()}
    after = account
    for name, over in ended.items():
        if not over:
            after = after.with_job(after_event(account.jobs[name], account.now))

    def learn(after, text):
        changed = json.loads(text)["jobs_changed"]
        # A job that ends at once has no speed, though it may be stuck.
        sure = sum(over is False and not name.startswith("at-once-")
                   for name, over in ended.items())
        if not sure <= changed <= sum(over is not True for over in ended.values()):
            raise AssertionError(f"the speed of {changed} jobs has changed, known is {ended}")
        return after

    speed = random.uniform(60, 1200)  # never the same again, which would change nothing
    return Act(f"speed {speed}",
               lambda client: client.control("PUT", "speed", {"speed": speed}), after, learn=learn)


def remove_snapshot(account, name):
    snapshots = {each: kept for each, kept in account.snapshots.items() if each != name}
    return Act(f"remove {name}",
               lambda client: client.control("DELETE", f"snapshots/{name}"),
               replace(account, snapshots=snapshots))


def import_export(account, jobs, now, text):
    def learn(after, answer):
        if json.loads(answer)["jobs"] != len(jobs):
            raise AssertionError(f"an import of {len(jobs)} jobs answered {answer}")
        return after

    return Act("import", lambda client: client.control("POST", "import", text),
               replace(account, jobs=jobs, now=now), learn=learn)


def offset_of(text):
    """By how many seconds the clock of an answer is ahead of that of the machine."""
    answer = json.loads(text)
    return (to_moment(answer["now"]) - to_moment(answer["wall"])).total_seconds()
