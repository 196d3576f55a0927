"""Usage: run.sh [--minutes N] [--accounts N] [--rate N] [--seed S] [--program PATH] [--tls]
       run.sh --self-test
       run.sh --idle-connections [--connections N] [--program PATH] [--tls]

Loads the server by many accounts, each with an owner who changes it and readers, and by hostile
guests, with faults; every answer is checked. After the warm-up (0.3 of the time, at least 20 s) the
server must not take more memory, threads or descriptors; its log and its file stay bounded; and at
the end it ends in order, with a sound database.

What clients do is drawn from the seed; in which order the server hears of it is not up to it alone.
"""

import argparse
import os
import pathlib
import random
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

import database
import report
import workers
from evaluator import MB, Limits, judge
from owner import MOST_JOBS
from sampler import KEPT_DESCRIPTORS, Sampler, look
from server import Server

GRACE = 10  # seconds, --shutdown-grace
# The journal is full after some seconds, so that it does not grow afterwards.
OPTIONS = (f"--shutdown-grace={GRACE}", "--journal-bytes=4194304")
# Up to 2.1 MB were measured, in the minute of a machine so busy that it was still warming up.
RSS_GROWTH = 4 * MB
# The log starts over at 16 MB (storage/wal_upkeep.h), and may get one batch more.
LOG_LIMIT = 20 * MB
# A job with its indexes and, as often, in three snapshots.
FILE_LIMIT_PER_JOB = 4 * 2048
FILE_LIMIT_BASE = MB
FILE_GROWTH = MB  # the jobs of a minute would take several times that
FDS_OF_GUESTS = workers.PROCESSES * workers.GUESTS * 10


def parse():
    parser = argparse.ArgumentParser(usage=__doc__.removeprefix("Usage: "))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--accounts", type=int, default=40)
    parser.add_argument("--rate", type=float, default=600, help="what clients do per second")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    if options.minutes < 0.75 or options.accounts < 1 or options.rate <= 0:
        parser.error("--minutes must be at least 0.75, --accounts and --rate positive")
    options.seconds = options.minutes * 60
    return options


def limits_of(options):
    clients = options.accounts * (1 + workers.READERS)
    return Limits(RSS_GROWTH, LOG_LIMIT,
                  FILE_LIMIT_BASE + options.accounts * MOST_JOBS * FILE_LIMIT_PER_JOB, FILE_GROWTH,
                  FDS_OF_GUESTS + clients // 4)


def descriptors_come_back(server, folder, before):
    """When nobody is connected any more."""
    for _ in range(50):
        now = look(server.pid, folder, 0).fds
        if now <= before + KEPT_DESCRIPTORS:
            return []
        time.sleep(0.1)
    return [f"{now} descriptors are open when all clients have gone, {before} before they came"]


def end(server, folder):
    """In order; gives what was wrong."""
    started = time.monotonic()
    try:
        code = server.stop()
    except subprocess.TimeoutExpired:
        server.kill()
        return ["the server does not end when it is asked to"]
    seconds = time.monotonic() - started
    reasons = [] if code == 0 else [f"an orderly end has the exit code {code}"]
    if seconds > GRACE:
        reasons.append(f"the end took {seconds:.1f} s, and it has {GRACE} s")
    return reasons + [f"the database: {each}" for each in database.problems(folder)]


def main():
    options = parse()
    print(f"seed {options.seed}, {options.minutes:g} minutes, {options.accounts} accounts"
          f"{', https' if options.tls else ''}; load average {os.getloadavg()[0]:.1f}", flush=True)
    work = pathlib.Path(tempfile.mkdtemp(prefix="autopilot-soak-"))
    folder = work / "data"
    with open(work / "log", "wb") as log:
        server = Server(folder, "normal", log, *OPTIONS, *["--tls=self-signed"] * options.tls)
        try:
            server.wait_until_ready()
            ca = folder / "tls" / "ca.pem"
            tls = ssl.create_default_context(cafile=ca) if options.tls else None
            before = look(server.pid, folder, 0).fds
            sampler = Sampler(server.pid, folder)
            sampler.start()
            tally = workers.run(workers.Place(server.port, tls), options)
            sampler.stop()
            limits = limits_of(options)
            growth, reasons = judge(sampler.samples, options.seconds, limits)
            reasons += descriptors_come_back(server, folder, before)
            reasons += end(server, folder)
        except BaseException:
            server.kill()
            raise
    reasons += tally.problems
    logged = (work / "log").read_text(errors="replace").splitlines()
    if logged:
        reasons.append(f"{len(logged)} lines in the log of the server, the first: {logged[0]}")
    print(report.text(tally, sampler.samples, growth, limits, options))
    for reason in reasons:
        print(f"FAILED: {reason}")
    if reasons:
        print(f"the data folder and the log of the server are kept: {work}")
    else:
        shutil.rmtree(work)
    print(f"{0 if reasons else 1} passed, {1 if reasons else 0} failed")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
