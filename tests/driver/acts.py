"""What a client does: one request each, with what follows from its success."""

import datetime
import json
from dataclasses import dataclass, replace
from typing import Callable

import requests
from history import (TERMINAL, Account, Job, after_describe, after_event, after_phase, told,
                     transitions_of, with_tags, without_tags)


@dataclass
class Act:
    what: str
    send: Callable  # client -> (status, text)
    after: Account  # the account if it succeeds, without what only its answer tells
    status: int = 200
    learn: Callable = lambda after, answer: after  # (after, text) -> account


def arn(account, job):
    return f"arn:aws:sagemaker:us-east-1:{account.id}:{job.arn_suffix}"


def create(account, random, name):
    version = random.choice((1, 2))
    operation, body = requests.create(random, name, version)
    tags = requests.tags(random, random.randint(0, 5))
    job = Job(name=name, version=version, request=body, tags=tags)
    sent = {**body, "Tags": requests.as_list(tags)} if tags else body
    return Act(f"create {name}", lambda client: client.api(operation, sent), account.with_job(job))


def create_again(account, random, name):
    operation, body = requests.create(random, name, 2)
    return Act(f"create {name} again", lambda client: client.api(operation, body), account, 400)


def look(account, _, name):
    """The timeline, which tells all that was and will be."""
    def learn(after, text):
        answer = json.loads(text)
        job = after.jobs[name]
        transitions = transitions_of(answer)
        if transitions[:len(job.past)] != job.past:
            raise AssertionError(f"{name}: the past {job.past} has become {transitions}")
        now = answer["now"] if after.kind == "running" else after.now
        return replace(after.with_job(told(job, transitions)), now=max(after.now, now))

    return Act(f"look at {name}", lambda client: client.control("GET", f"jobs/{name}/timeline"),
               account, learn=learn)


def describe(account, _, name):
    job = account.jobs[name]
    after = account.with_job(after_describe(job)) if account.kind == "manual" else account

    def learn(after, text):
        job = after.jobs[name]
        if after.kind == "manual":
            return after
        answer = json.loads(text)
        return after.with_job(replace(job, seen=answer, described=(after.now, text)))

    operation = "DescribeAutoMLJob" if job.version == 1 else "DescribeAutoMLJobV2"
    return Act(f"describe {name}", lambda client: client.api(operation, {"AutoMLJobName": name}),
               after, learn=learn)


def stop(account, _, name):
    job = account.jobs[name]
    end = next((at for at, _, status in job.transitions or () if status in TERMINAL), account.now)
    if account.kind == "running" or end == account.now:  # not told, or cut to the millisecond
        allowed = (200, 400)
    else:
        allowed = (200,) if end is None or end > account.now else (400,)
    after = account.with_job(after_event(job, account.now)) if 200 in allowed else account
    return Act(f"stop {name}", lambda client: client.api("StopAutoMLJob", {"AutoMLJobName": name}),
               after, allowed)


def add_tags(account, random, name):
    job = account.jobs[name]
    added = requests.tags(random, random.randint(1, 4))
    body = {"ResourceArn": arn(account, job), "Tags": requests.as_list(added)}
    return Act(f"tag {name}", lambda client: client.api("AddTags", body),
               account.with_job(with_tags(job, added)))


def delete_tags(account, random, name):
    job = account.jobs[name]
    keys = [key for key, _ in requests.tags(random, random.randint(1, 3))]
    body = {"ResourceArn": arn(account, job), "TagKeys": keys}
    return Act(f"untag {name}", lambda client: client.api("DeleteTags", body),
               account.with_job(without_tags(job, keys)))


def advance_job(account, _, name):
    job = account.jobs[name]
    if account.kind == "manual":
        changed = after_phase(job)
        last = job.phases is not None and job.phase >= len(job.phases) - 1
    else:
        changed = after_event(job, account.now)
        last = False
    # A job that has ended cannot go on; of most it is not known here whether they have.
    allowed = (409,) if last else (200, 409) if account.kind != "manual" else (200,)
    return Act(f"advance {name}",
               lambda client: client.control("POST", f"jobs/{name}/advance", {"to": "next-phase"}),
               account if last else account.with_job(changed), allowed)


def later(now, milliseconds):
    moment = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))
    moment += datetime.timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def advance_clock(account, random):
    by = random.randint(1, 900)

    def learn(after, text):
        now = json.loads(text)["now"]
        if after.kind != "running" and now != after.now:
            raise AssertionError(f"the clock went to {now} instead of {after.now}")
        return replace(after, now=max(now, after.now))

    return Act("advance the clock",
               lambda client: client.control("POST", "clock/advance", {"by": by}),
               account if account.kind == "running" else replace(account,
                                                                 now=later(account.now, by)),
               learn=learn)


def take_snapshot(account, random):
    name = f"snapshot-{random.randint(1, 3)}"

    def taken(account, created):
        snapshot = (account.jobs, account.now, created)
        return replace(account, snapshots={**account.snapshots, name: snapshot})

    return Act(f"take {name}", lambda client: client.control("PUT", f"snapshots/{name}"),
               taken(account, None),
               learn=lambda after, text: taken(after, json.loads(text)["created"]))


def restore_snapshot(account, random):
    name = random.choice(sorted(account.snapshots))
    jobs, now, _ = account.snapshots[name]
    return Act(f"restore {name}",
               lambda client: client.control("POST", f"snapshots/{name}/restore"),
               replace(account, jobs=jobs, now=now))
