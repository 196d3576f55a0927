"""ListAutoMLJobs: pages of a large store beside those of a small one, and NameContains."""

import json
import os
import subprocess
import time

import stores
from client import Client, job_name
from processes import BenchError, load, pinned, product
from rounds import progress
from table import Result, micros

MANY, FEW = 1_000_000, 1_000
PAGE = 100
LONGEST_WALK_S = 300


class Lists:
    """A server on a store of `count` jobs, and the lists that are asked of it."""

    def __init__(self, machine, server, folder, count):
        self.machine, self.server, self.count = machine, server, count
        self._tokens_file = folder + ".last-pages.json"
        self._client = Client(server.port)

    def filters(self):
        """Each leaves the same share of the jobs of any store."""
        low, high = (self._client.call("DescribeAutoMLJobV2", {
            "AutoMLJobName": job_name(int(self.count * share))})["CreationTime"]
            for share in (0.45, 0.55))
        return {"": {},
                "completed": {"StatusEquals": "Completed"},
                "failed": {"StatusEquals": "Failed"},
                "time": {"CreationTimeAfter": low, "CreationTimeBefore": high}}

    def last_page(self, query):
        """The query with the token of the last page. Found by walking all of them, so it is kept:
        tokens live as long as the store."""
        tokens = {}
        if os.path.exists(self._tokens_file):
            with open(self._tokens_file, encoding="utf-8") as file:
                tokens = json.load(file)
        key = json.dumps(query)
        if key not in tokens:
            tokens[key] = self._walk(query)
            with open(self._tokens_file, "w", encoding="utf-8") as file:
                json.dump(tokens, file)
        return {**query, "NextToken": tokens[key]} if tokens[key] else query

    def _walk(self, query):
        token, last, deadline = None, None, time.monotonic() + LONGEST_WALK_S
        progress(f"list: looking for the last page of {query}")
        while True:
            page = self._client.call("ListAutoMLJobs",
                                     {**query, "NextToken": token} if token else query)
            if page["AutoMLJobSummaries"]:
                last = token
            token = page.get("NextToken")
            if not token:
                return last
            if time.monotonic() > deadline:
                raise BenchError(f"the last page of {query} was not found in {LONGEST_WALK_S} s")

    def measure(self, query, seconds):
        return load(self.machine, self.server, seconds, "--load", "call", "--operation",
                    "ListAutoMLJobs", "--body", json.dumps(query), "--warm-up", 0.05)


def _compare(rounds, name, many, few, query_many, query_few):
    seconds = rounds.seconds / 2
    found = rounds.interleaved(name, {"1,000,000 jobs": lambda: many.measure(query_many, seconds),
                                      "1,000 jobs": lambda: few.measure(query_few, seconds)})
    large, small = found["1,000,000 jobs"], found["1,000 jobs"]
    ratios = [large[p] / small[p] for p in ("p50_us", "p99_us")]
    return Result(name, f"{micros(large['p50_us'])}, {micros(large['p99_us'])}",
                  f"{micros(small['p50_us'])}, {micros(small['p99_us'])}",
                  ", ".join(f"{ratio:.2f}" for ratio in ratios), "≤ 2 ×", max(ratios) <= 2)


def _sorted_by(sort):
    def row(machine, rounds):
        folder_many, folder_few = stores.mixed(machine, MANY), stores.mixed(machine, FEW)
        with product(machine, folder_many) as server_many, \
                product(machine, folder_few) as server_few:
            many = Lists(machine, server_many, folder_many, MANY)
            few = Lists(machine, server_few, folder_few, FEW)
            filters_many, filters_few = many.filters(), few.filters()
            for kind in filters_many:
                query_many, query_few = (
                    {"SortBy": sort, "MaxResults": PAGE, **filters[kind]}
                    for filters in (filters_many, filters_few))
                name = f"list-by-{sort.lower()}" + (f"-{kind}" if kind else "")
                yield _compare(rounds, name + "-first", many, few, query_many, query_few)
                yield _compare(rounds, name + "-last", many, few, many.last_page(query_many),
                               few.last_page(query_few))
    return row


def name_contains(machine, rounds):
    folder = stores.mixed(machine, MANY)
    with product(machine, folder) as server:
        lists = Lists(machine, server, folder, MANY)
        nothing = {"NameContains": "no-such-job", "MaxResults": PAGE}
        describes = ("--load", "describe", "--jobs", MANY, "--connections", 8)
        found = rounds.interleaved("name-contains", {
            "scan": lambda: lists.measure(nothing, rounds.seconds),
            "describe": lambda: load(machine, server, rounds.seconds, *describes),
            "describe beside a scan": lambda: _beside(machine, server, rounds, nothing,
                                                      describes)})
    scan, alone, beside = found.values()
    yield Result("name-contains", micros(scan["p50_us"]), target="≤ 150 ms",
                 ok=scan["p50_us"] <= 150_000)
    # A slice of the scheduler is no delay by the list: both share one core here.
    allowed = max(2 * alone["p99_us"], 5_000)
    yield Result("name-contains-describe-p99", micros(beside["p99_us"]), micros(alone["p99_us"]),
                 f"{beside['p99_us'] / alone['p99_us']:.2f}", "≤ 2 × or 5 ms",
                 beside["p99_us"] <= allowed,
                 note=f"the slowest {micros(beside['max_us'])}, without the scan "
                      f"{micros(alone['max_us'])}")


def _beside(machine, server, rounds, query, describes):
    command = [machine.program("bench_load"), "--port", str(server.port), "--load", "call",
               "--operation", "ListAutoMLJobs", "--body", json.dumps(query),
               "--seconds", str(rounds.seconds + 1)]
    with subprocess.Popen(pinned(machine.load_core, command), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as scan:
        try:
            return load(machine, server, rounds.seconds, *describes)
        finally:
            scan.terminate()


ROWS = {f"list-by-{sort.lower()}": _sorted_by(sort) for sort in ("CreationTime", "Name", "Status")}
ROWS["name-contains"] = name_contains
