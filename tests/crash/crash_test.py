"""Usage: run.sh --kills N [--seed S] [--durability normal|full|none]
       run.sh --data [--kills N] [--seed S]
       run.sh --self-test

Clients of eight accounts create, describe, stop, tag and advance jobs, move clocks, take and restore
snapshots, while the server is killed (SIGKILL) at random moments. After each restart everything
that was answered with success has to be there, and all that was not as a whole or not at all; the
database has to be sound, and nobody may see a past other than the one seen before.

What the clients do is drawn from the seed; when the kill strikes is not up to it alone.
"""

import argparse
import pathlib
import random
import shutil
import sys
import tempfile
import time

from life import Life
from server import Gone

KILLS_PER_FOLDER = 25
MOST_PROBLEMS = 20


def parse():
    parser = argparse.ArgumentParser(usage=__doc__.removeprefix("Usage: "))
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--durability", choices=("normal", "full", "none"), default="normal")
    options = parser.parse_args()
    if options.kills < 1:
        parser.error("--kills must be at least 1")
    return options


def run(options, work, counts):
    """Gives the number of kills that were survived, and the problems of the next one."""
    survived = 0
    for number in range((options.kills - 1) // KILLS_PER_FOLDER + 1):
        folder = work / f"data-{number}"
        life = Life(number, folder, options, counts)
        counts = life.counts
        try:
            life.begin()
            for cycle in range(min(KILLS_PER_FOLDER, options.kills - survived)):
                problems = life.load_and_kill(cycle) or life.restart_and_check()
                if problems:
                    return survived, problems, counts
                survived += 1
            problems = life.end()
            if problems:
                return survived, problems, counts
        except AssertionError as problem:
            return survived, [str(problem)], counts
        except Gone:
            return survived, ["the server has ended by itself"], counts
        finally:
            life.close()
        shutil.rmtree(folder)
        print(f"{survived} kills, {counts['acknowledged']} acknowledged writes, "
              f"{counts['in doubt']} in doubt", flush=True)
    return survived, [], counts


def main():
    options = parse()
    print(f"seed {options.seed}, durability {options.durability}", flush=True)
    work = pathlib.Path(tempfile.mkdtemp(prefix="autopilot-crash-"))
    started = time.monotonic()
    survived, problems, counts = run(options, work, None)
    for problem in problems[:MOST_PROBLEMS]:
        print(f"after kill {survived + 1}: {problem}")
    if problems:
        print(f"the data folder and the log of the server are kept: {work}")
    else:
        shutil.rmtree(work)
    print(f"{survived} kills in {time.monotonic() - started:.0f} s "
          f"({counts['kills while ending']} while ending, {counts['kills while starting']} more while "
          f"starting): {counts['acknowledged']} acknowledged writes, "
          f"{len(problems)} problems; of {counts['in doubt']} writes without an answer "
          f"{counts['in doubt and kept']} were kept; "
          f"restart {counts['start_us'] / max(1, counts['starts']) / 1000:.0f} ms on average")
    print(f"{survived} passed, {1 if problems else 0} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
