"""What a reader asks for. Each request checks its answer: `before` is the account as it was known
when the request was sent; what changed meanwhile is checked less closely (Look.is_exact)."""

import json

import acts
from history import TERMINAL
from states import candidates_of, has_ended, seconds_of, states_of

LIST_STATUSES = ("Completed", "InProgress", "Failed", "Stopped", "Stopping")


class Look:
    """One walk of a reader: its account before, and what can be said about it afterwards."""

    def __init__(self, load, client, random):
        self.load, self.client, self.random = load, client, random
        self.version, self.account = load.version, load.account
        self._started = load.instant()

    @property
    def is_exact(self):
        return self.version % 2 == 0 and self.load.version == self.version

    def window(self):
        return self.load.window(self.account, self._started)

    def job(self):
        return self.random.choice(list(self.account.jobs.values()) or [None])

    def api(self, operation, body, *allowed):
        """The answer, if its status is 200; all others but those allowed are wrong."""
        status, text = self.client.api(operation, body)
        if status not in (200, *allowed):
            raise AssertionError(f"{operation} {body} answered {status}: {text}")
        return json.loads(text) if status == 200 else self.refused(operation, body, text)

    def refused(self, operation, body, text):
        if json.loads(text)["__type"] not in ("ResourceNotFound", "ValidationException"):
            raise AssertionError(f"{operation} {body} answered {text}")
        if self.is_exact:
            raise AssertionError(f"{operation} {body} answered {text}, though it is there")
        return None

    def expect(self, fits, *what):
        if not fits and self.is_exact:
            raise AssertionError(" ".join(str(each) for each in what))

    def expect_status(self, name, answer):
        """That of a job in an answer, if it is known."""
        job = self.account.jobs.get(name)
        if job is None:
            return
        state = (answer["AutoMLJobSecondaryStatus"], answer["AutoMLJobStatus"])
        if self.account.kind == "manual":
            if job.phases is not None:
                self.expect(state[0] == job.phases[job.phase], name, "is", state, "in phase",
                            job.phase, "of", job.phases)
            return
        states = states_of(job, self.window())
        if states is not None:
            self.expect(state in states, name, "is", state, "and not one of", states)


def describe(look):
    job = look.job()
    if job is None:
        return missing(look)
    operation = "DescribeAutoMLJobV2" if look.random.random() < 0.5 or job.version == 2 else (
        "DescribeAutoMLJob")
    if look.account.kind == "manual":  # it would move the job, which only its owner does
        return list_jobs(look)
    answer = look.api(operation, {"AutoMLJobName": job.name}, 400)
    if answer is None:
        return
    look.expect(answer["AutoMLJobArn"] == acts.arn(look.account, job), answer)
    look.expect_status(job.name, answer)
    look.expect(("EndTime" in answer) == (answer["AutoMLJobStatus"] in TERMINAL), answer)


def missing(look):
    """Of a job that is not there."""
    operation = look.random.choice(("DescribeAutoMLJob", "DescribeAutoMLJobV2", "StopAutoMLJob",
                                    "ListCandidatesForAutoMLJob"))
    status, text = look.client.api(operation, {"AutoMLJobName": "never-created"})
    if status != 400 or json.loads(text) != {
            "__type": "ResourceNotFound",
            "Message": "Amazon SageMaker can't find an AutoML job called never-created."}:
        raise AssertionError(f"{operation} of a job that is not there answered {status}: {text}")


def pages(look, operation, body, key):
    """All elements of all pages; None if the job went away meanwhile."""
    found, token = [], None
    while True:
        answer = look.api(operation, {**body, **({"NextToken": token} if token else {})}, 400)
        if answer is None:
            return None
        if len(answer[key]) > body.get("MaxResults", 300):
            raise AssertionError(f"{operation} {body} has a page of {len(answer[key])}")
        found += answer[key]
        token = answer.get("NextToken")
        if token is None:
            return found


def list_jobs(look):
    random = look.random
    body = {"SortBy": random.choice(("Name", "CreationTime", "Status")),
            "SortOrder": random.choice(("Ascending", "Descending")),
            "MaxResults": random.choice((1, 5, 20, 100))}
    if len(look.account.jobs) > 20 and body["MaxResults"] == 1:
        del body["MaxResults"]
    job = look.job()
    kind = random.choice(("all", "status", "name", "time", "modified"))
    created = seconds_of(job.transitions[0][0]) if job and job.transitions else None
    if kind == "status":
        body["StatusEquals"] = random.choice(LIST_STATUSES)
    elif kind == "name":
        body["NameContains"] = random.choice(("job", "RULED", "at-once", "no-such"))
    elif kind == "time" and created is not None:
        body[random.choice(("CreationTimeAfter", "CreationTimeBefore"))] = created
    elif kind == "modified" and created is not None:
        body["LastModifiedTimeAfter"] = created
    found = pages(look, "ListAutoMLJobs", body, "AutoMLJobSummaries")
    _check_jobs(look, body, found)


def _check_jobs(look, body, found):
    names = [each["AutoMLJobName"] for each in found]
    if len(set(names)) != len(names):
        raise AssertionError(f"ListAutoMLJobs {body} has jobs twice: {names}")
    _check_order(body, found)
    for each in found:
        look.expect_status(each["AutoMLJobName"], each)
        fits = (each["AutoMLJobStatus"] == body.get("StatusEquals", each["AutoMLJobStatus"])
                and body.get("NameContains", "").lower() in each["AutoMLJobName"].lower()
                and each["CreationTime"] >= body.get("CreationTimeAfter", 0)
                and each["CreationTime"] <= body.get("CreationTimeBefore", 1e12)
                and each["LastModifiedTime"] >= body.get("LastModifiedTimeAfter", 0))
        if not fits:
            raise AssertionError(f"ListAutoMLJobs {body} has {each}")
    must, may = _expected(look, body)
    look.expect(must <= set(names) <= may, "ListAutoMLJobs", body, "has", sorted(names),
                "and has to have", sorted(must), "and perhaps", sorted(may))


def _check_order(body, found):
    key = {"Name": lambda each: each["AutoMLJobName"].lower(),
           "CreationTime": lambda each: each["CreationTime"],
           "Status": lambda each: each["AutoMLJobStatus"]}[body["SortBy"]]
    keys = [key(each) for each in found]
    if keys != sorted(keys, reverse=body["SortOrder"] == "Descending"):
        raise AssertionError(f"ListAutoMLJobs {body} is in the order {keys}")


def _expected(look, body):
    """Names that have to be there, and that may be."""
    must, may = set(), set()
    window = look.window()
    for job in look.account.jobs.values():
        if body.get("NameContains", "").lower() not in job.name.lower():
            continue
        may.add(job.name)
        if "StatusEquals" in body:
            states = None if look.account.kind == "manual" else states_of(job, window)
            statuses = {status for _, status in states or ()}
            if statuses == {body["StatusEquals"]}:
                must.add(job.name)
            elif states and body["StatusEquals"] not in statuses:
                may.discard(job.name)
        elif not any("Time" in each for each in body.keys()):
            must.add(job.name)
    return must, may


def list_candidates(look):
    job = look.job()
    if job is None:
        return missing(look)
    random = look.random
    body = {"AutoMLJobName": job.name, "SortOrder": random.choice(("Ascending", "Descending")),
            "SortBy": random.choice(("CreationTime", "Status", "FinalObjectiveMetricValue")),
            "MaxResults": random.choice((1, 3, 100))}
    if random.random() < 0.3:
        body["StatusEquals"] = random.choice(LIST_STATUSES)
    found = pages(look, "ListCandidatesForAutoMLJob", body, "Candidates")
    if found is None:
        return
    names = [each["CandidateName"] for each in found]
    if len(set(names)) != len(names):
        raise AssertionError(f"ListCandidatesForAutoMLJob {body} has some twice: {names}")
    for each in found:
        if each["CandidateStatus"] != body.get("StatusEquals", each["CandidateStatus"]):
            raise AssertionError(f"ListCandidatesForAutoMLJob {body} has {each}")
    if look.account.kind == "manual" or job.transitions is None:
        return
    sure, possible = candidates_of(job, look.window())
    for each in found:
        look.expect(each["CandidateStatus"] in possible.get(each["CandidateName"], ()), body, "has",
                    each, "and only may have", possible)
    if "StatusEquals" not in body:
        look.expect(sure <= set(names), body, "has only", names, "and not all of", sure)


def list_tags(look):
    job = look.job()
    if job is None:
        return
    answer = look.api("ListTags", {"ResourceArn": acts.arn(look.account, job)}, 400)
    if answer is not None:
        tags = tuple((tag["Key"], tag["Value"]) for tag in answer["Tags"])
        look.expect(tags == job.tags, job.name, "has the tags", tags, "and not", job.tags)


def count_calls(look):
    operation = look.random.choice(("ListTags", "ListAutoMLJobs", "CreateAutoMLJobV2"))
    status, text = look.client.control("POST", "journal/count", {"operation": operation})
    answer = json.loads(text)
    if status != 200 or not answer["exact"] or (
            answer["count"] > look.load.ledger.calls()[operation]):
        raise AssertionError(f"journal/count of {operation} answered {status}: {text}")


def find_calls(look):
    body = {"operation": "Create*", "error_type": "", "limit": look.random.choice((1, 10, 100)),
            "request": [{"pointer": "/RoleArn", "matches": "arn:*"}]}
    status, text = look.client.control("POST", "journal/find", body)
    answer = json.loads(text)
    if status != 200 or len(answer["entries"]) > body["limit"] or not all(
            each["account"] == look.account.id
            and (each["status"] == 200 or "connection_fault" in each)
            for each in answer["entries"]):
        raise AssertionError(f"journal/find {body} answered {status}: {text}")


def wait(look):
    job = look.job()
    if job is None or look.account.kind == "manual":
        return
    wanted = look.random.choice(("Completed", "Stopped", "Failed"))
    body = {"job": job.name, "status": wanted, "timeout": 60}
    status, text = look.client.control("POST", "wait", body)
    if status not in (200, 408, 409) or json.loads(text).get("met") != (status == 200):
        raise AssertionError(f"wait {body} answered {status}: {text}")
    window = look.window()
    ended, states = has_ended(job, window), states_of(job, window)
    if look.account.kind == "frozen" and ended is not None:
        met = {each == wanted for _, each in states}
        expected = 408 if not ended else 200 if met == {True} else 409
        look.expect(len(met) > 1 or status == expected, "wait", body, "answered", status, text,
                    "in", states)


def look_around(look):
    path = look.random.choice(("health", "scenarios", "faults", "near-misses", "clock", "speed",
                               "progression", "snapshots", "scenario-rules"))
    status, text = look.client.control("GET", path)
    if status != 200:
        raise AssertionError(f"GET {path} answered {status}: {text}")
    json.loads(text)


def metrics(look):
    status, text = look.client.metrics()
    if status != 200 or "# TYPE" not in text:
        raise AssertionError(f"GET metrics answered {status}: {text[:200]}")


WEIGHTS = {describe: 40, list_jobs: 18, list_candidates: 12, list_tags: 8, missing: 3,
           count_calls: 3, find_calls: 2, wait: 2, look_around: 5, metrics: 1}
