"""Usage: run.sh --data [--kills N] [--seed S]

The server is killed (SIGKILL) while it reads the data of jobs. After the last restart every job that
was acknowledged ends as its data says, and what had been seen of its data before has stayed.
"""

import argparse
import collections
import contextlib
import json
import pathlib
import random
import sys
import tempfile
import time

import requests
from server import TIMEOUT, Client, Gone, Server

ACCOUNT = "111122223333"
LONGER_THAN_ANY_JOB = 30 * 24 * 3600  # seconds
# Which object, how many rows it has, and what becomes of the job.
OBJECTS = {"good.csv": (600, "Completed"), "few.csv": (20, "Failed"),
           "large.csv": (1_000_000, "Completed")}


def parse():
    parser = argparse.ArgumentParser(usage=__doc__.removeprefix("Usage: "))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    return parser.parse_args()


def write_objects(root):
    (root / "bucket").mkdir(parents=True)
    for name, (rows, _) in OBJECTS.items():
        with open(root / "bucket" / name, "w", encoding="ascii") as file:
            file.write("x,y\n")
            file.writelines(f"{n},{'yes' if n % 3 else 'no'}\n" for n in range(rows))


def request(chance, name, key):
    _, body = requests.create(chance, name, 1)
    body["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] = f"s3://bucket/{key}"
    return body


def describe(client, name):
    status, text = client.api("DescribeAutoMLJob", {"AutoMLJobName": name})
    if status != 200:
        raise AssertionError(f"{name} is lost: {status}: {text}")
    return json.loads(text)


def problem_type(answer):
    return answer.get("ResolvedAttributes", {}).get("ProblemType")


def create_some(client, chance, cycle, jobs):
    for number in range(4):
        name, key = f"job-{cycle}-{number}", chance.choice(list(OBJECTS))
        status, text = client.api("CreateAutoMLJob", request(chance, name, key))
        if status != 200:
            raise AssertionError(f"{name}: {status}: {text}")
        jobs[name] = key


def look(client, jobs, seen):
    """Gives how many jobs wait for their data to be read."""
    waiting = 0
    for name in jobs:
        answer = describe(client, name)
        found = problem_type(answer)
        if name in seen and found != seen[name]:
            raise AssertionError(f"{name} had the problem type {seen[name]}, and now {found}")
        if found:
            seen[name] = found
        elif answer["AutoMLJobStatus"] == "InProgress":
            waiting += 1
    return waiting


def end_all(client, jobs):
    """Moves the clock, which waits for data that is not read yet, but not for any length of time."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        status, text = client.control("POST", "clock/advance", {"by": LONGER_THAN_ANY_JOB})
        if status != 200:
            raise AssertionError(f"the clock cannot be advanced: {status}: {text}")
        if all(describe(client, name)["AutoMLJobStatus"] != "InProgress" for name in jobs):
            return


def final_problems(client, jobs):
    end_all(client, jobs)
    problems = []
    for name, key in jobs.items():
        answer = describe(client, name)
        expected = OBJECTS[key][1]
        if answer["AutoMLJobStatus"] != expected:
            problems.append(f"{name} of {key} is {answer['AutoMLJobStatus']}")
        elif expected == "Failed" and "500" not in answer.get("FailureReason", ""):
            problems.append(f"{name} failed for another reason: {answer.get('FailureReason')}")
        elif expected == "Completed" and problem_type(answer) != "BinaryClassification":
            problems.append(f"{name} is of type {problem_type(answer)}")
    return problems


def run(options, work, log):
    """The objects of the jobs by name, and what is wrong with them."""
    write_objects(work / "root")
    jobs, seen = {}, {}
    interrupted = 0
    for cycle in range(options.kills + 1):
        chance = random.Random(repr((options.seed, cycle)))
        server = Server(work / "data", "normal", log, f"--s3-root={work / 'root'}")
        try:
            server.wait_until_ready()
            with contextlib.closing(Client(server.port, ACCOUNT)) as client:
                look(client, jobs, seen)
                if cycle == options.kills:
                    problems = final_problems(client, jobs)
                    return jobs, problems if interrupted else ["no kill came while data was read"]
                create_some(client, chance, cycle, jobs)
                time.sleep(chance.uniform(0, 0.15))  # the kill strikes at any moment of the reading
                interrupted += look(client, jobs, seen)
        except Gone:
            return jobs, ["the server has ended by itself"]
        except AssertionError as problem:
            return jobs, [str(problem)]
        finally:
            server.kill()


def main():
    options = parse()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="autopilot-crash-data-") as folder:
        work = pathlib.Path(folder)
        with open(work / "log", "wb") as log:
            jobs, problems = run(options, work, log)
        if problems:
            print((work / "log").read_text(errors="replace")[-4_000:])
    for problem in problems:
        print(problem)
    print(f"{options.kills} kills, jobs: {dict(collections.Counter(jobs.values()))}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
