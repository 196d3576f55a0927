"""Compares what a client knows with what the server has after its restart."""

import json
from dataclasses import dataclass, replace

from history import TERMINAL, candidates_of, told, transitions_of

RANK = {"InProgress": 0, "Stopping": 1, "Completed": 2, "Failed": 2, "Stopped": 2}


@dataclass
class Observed:
    """One account on the server."""
    records: dict  # what is stored of each job, by name
    tags: dict  # (key, value) pairs, by lower-cased resource
    now: str
    snapshots: dict  # when they were taken, by name
    timelines: dict  # by name, of the jobs that were asked for
    described: dict  # texts, by name


def observe(client, kind, names):
    records, tags = {}, {}
    for line in client.get("export").splitlines():
        line = json.loads(line)
        if "job" in line:
            records[line["job"]["name"]] = line["job"]
        if "tags" in line:
            resource = line["tags"]["resource"].lower()
            tags[resource] = tuple((tag["Key"], tag["Value"]) for tag in line["tags"]["tags"])
    names = [name for name in names if name in records]
    timelines = {name: json.loads(client.get(f"jobs/{name}/timeline")) for name in names}
    described = {}
    for name in names if kind != "manual" else ():
        version = records[name]["api_version"]
        operation = "DescribeAutoMLJob" if version == 1 else "DescribeAutoMLJobV2"
        status, described[name] = client.api(operation, {"AutoMLJobName": name})
        if status != 200:
            raise AssertionError(f"{operation} {name} answered {status}: {described[name]}")
    snapshots = {each["name"]: each["created"]
                 for each in json.loads(client.get("snapshots"))["snapshots"]}
    return Observed(records, tags, json.loads(client.get("clock"))["now"], snapshots, timelines,
                    described)


def problems_of(account, observed):
    """In what the server differs from what the client knows; an empty list if in nothing."""
    found = []
    for name in account.jobs.keys() - observed.records.keys():
        found.append(f"the job {name} is lost")
    for name in observed.records.keys() - account.jobs.keys():
        found.append(f"there is a job {name} that should not be there")
    known = {name: created or observed.snapshots.get(name)
             for name, (_, _, created) in account.snapshots.items()}
    if known != observed.snapshots:
        found.append(f"the snapshots are {observed.snapshots}, not {known}")
    if account.kind == "running":
        if observed.now < account.now:
            found.append(f"the clock went back from {account.now} to {observed.now}")
    elif observed.now != account.now:
        found.append(f"the clock is {observed.now}, not {account.now}")
    resources = {job.arn_suffix.lower() for job in account.jobs.values()}
    for resource in observed.tags.keys() - resources:
        found.append(f"there are tags of {resource}, which is not there")
    for name in account.jobs.keys() & observed.records.keys():
        found += [f"{name}: {text}" for text in _problems_of_job(account, name, observed)]
    return found


def _problems_of_job(account, name, observed):
    job, record = account.jobs[name], observed.records[name]
    tags = observed.tags.get(job.arn_suffix.lower(), ())
    if tags != job.tags:
        yield f"its tags are {tags}, not {job.tags}"
    if record["request"] != job.request or record["api_version"] != job.version:
        yield f"its request is {record['request']}, not {job.request}"
    if job.record is not None and record != job.record:
        yield f"it is stored as {record}, not as {job.record}"
    if name in observed.timelines:
        transitions = transitions_of(observed.timelines[name])
        if job.candidates is not None and not candidates_of(transitions) <= job.candidates:
            yield f"it has candidates that were not planned: {transitions}"
        if account.kind == "manual":
            yield from _problems_of_manual(job, record, observed.timelines[name])
        elif job.transitions is not None and transitions != job.transitions:
            yield f"its timeline is {transitions}, not {job.transitions}"
        elif transitions[:len(job.past)] != job.past:
            yield f"its past {job.past} has become {transitions}"
    if name in observed.described:
        yield from _problems_of_described(account, job, observed)


def _problems_of_manual(job, record, timeline):
    happened = [each["AutoMLJobSecondaryStatus"] for each in timeline["transitions"]
                if each["happened"] and "AutoMLJobSecondaryStatus" in each]
    if record["ticks"] != job.ticks:
        yield f"{record['ticks']} Describe calls are counted, not {job.ticks}"
    if job.phases is not None and happened[-1] != job.phases[job.phase]:
        yield f"it is in {happened[-1]}, not in {job.phases[job.phase]}"


def _problems_of_described(account, job, observed):
    text = observed.described[job.name]
    answer = json.loads(text)
    if account.kind == "frozen":
        if job.described is not None and job.described[0] == account.now and (
                text != job.described[1]):
            yield f"it is described as {text}, not as {job.described[1]}"
        shown = [(each["AutoMLJobSecondaryStatus"], each["AutoMLJobStatus"])
                 for each in observed.timelines[job.name]["transitions"]
                 if each["happened"] and "AutoMLJobStatus" in each][-1:]
        if [(answer["AutoMLJobSecondaryStatus"], answer["AutoMLJobStatus"])] != shown:
            yield f"it is described as {text}, its timeline says {shown}"
    if job.seen is None:
        return
    before, after = job.seen, answer
    if after["CreationTime"] != before["CreationTime"]:
        yield f"CreationTime was {before['CreationTime']} and is {after['CreationTime']}"
    if after["LastModifiedTime"] < before["LastModifiedTime"] or (
            RANK[after["AutoMLJobStatus"]] < RANK[before["AutoMLJobStatus"]]):
        yield f"it went back from {before} to {after}"
    if before["AutoMLJobStatus"] in TERMINAL and after != before:
        yield f"it had ended as {before} and is {after}"


def settle(account, doubt, observed):
    """(account, whether the request in doubt has succeeded, problems)"""
    problems = problems_of(account, observed)
    kept = False
    # Of two that fit, the first one: of the other, less is known.
    if problems and doubt is not None:
        problems_of_doubt = problems_of(doubt, observed)
        if len(problems_of_doubt) < len(problems):
            account, problems, kept = doubt, problems_of_doubt, True
    return _with_all_known(account, observed), kept, problems


def _with_all_known(account, observed):
    jobs = {}
    for name, job in account.jobs.items():
        record = observed.records.get(name)
        if name in observed.timelines:
            job = told(job, transitions_of(observed.timelines[name]))
        if name in observed.described:
            text = observed.described[name]
            job = replace(job, seen=json.loads(text), described=(account.now, text))
        jobs[name] = replace(job, record=record)
    snapshots = {name: (jobs_then, now, observed.snapshots.get(name))
                 for name, (jobs_then, now, _) in account.snapshots.items()}
    return replace(account, jobs=jobs, now=max(account.now, observed.now), snapshots=snapshots)
