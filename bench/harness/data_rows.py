"""Profiling the data of a job: beside `wc -l`, which reads the same file and finds its lines."""

import gzip
import json
import os
import random
import subprocess
import time

from processes import BenchError
from table import Result

BYTES = 1_000_000_000
ROWS_OF_BLOCK = 20_000
MOST_MB = 64


def _block(seed):
    """Rows of 8 columns: numbers, classes, dates and a quoted text."""
    draw = random.Random(seed)
    rows = []
    for _ in range(ROWS_OF_BLOCK):
        rows.append("%d,%.4f,%.6f,%s,2026-%02d-%02d,\"%s, %s\",%d,%s\n" % (
            draw.randrange(100_000), draw.random(), draw.gauss(0, 100),
            draw.choice(("north", "south", "east", "west")), draw.randrange(1, 13),
            draw.randrange(1, 29), draw.choice(("red", "green")), draw.choice(("big", "small")),
            draw.randrange(2), draw.choice(("yes", "no"))))
    return "".join(rows).encode()


def _files(machine):
    """The folder of the bucket with 1 GB of CSV and a tenth of that in gzip; made once."""
    folder = os.path.join(machine.folder, "buckets", "bench")
    os.makedirs(folder, exist_ok=True)
    plain, packed = os.path.join(folder, "large.csv"), os.path.join(folder, "packed.csv.gz")
    if not os.path.exists(packed):
        blocks = [_block(seed) for seed in range(8)]
        header = b"id,share,amount,region,day,words,flag,y\n"
        with open(plain, "wb") as file:
            file.write(header)
            written = 0
            while written < BYTES:
                written += file.write(blocks[written % len(blocks)])
        with gzip.open(packed + ".part", "wb", compresslevel=6) as file:
            file.write(header)
            for number in range(80):
                file.write(blocks[number % len(blocks)])
        os.rename(packed + ".part", packed)
    return folder


def _wc(path):
    started = time.monotonic()
    subprocess.run(["wc", "-l", path], check=True, stdout=subprocess.DEVNULL)
    return {"mb_per_s": os.path.getsize(path) / 1e6 / (time.monotonic() - started)}


def _profile(machine, folder, key, *options):
    done = subprocess.run(
        [machine.program("bench_profile"), "--root", os.path.dirname(folder),
         "--uri", f"s3://bench/{key}", "--target", "y", *options],
        stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    if found["rows"] == 0:
        raise BenchError("no rows")
    size = os.path.getsize(os.path.join(folder, key))
    return {"mb_per_s": size / 1e6 / found["seconds"], "peak_mb": found["peak_mb"]}


def profile(machine, rounds):
    folder = _files(machine)
    found = rounds.interleaved("profile", {
        "wc": lambda: _wc(os.path.join(folder, "large.csv")),
        "csv": lambda: _profile(machine, folder, "large.csv"),
        "gzip": lambda: _profile(machine, folder, "packed.csv.gz", "--gzip")})
    speed, limit = found["csv"]["mb_per_s"], found["wc"]["mb_per_s"]
    yield Result("profile-csv", f"{speed:,.0f} MB/s", limit=f"{limit:,.0f} MB/s",
                 ratio=f"{speed / limit:.2f}",
                 note="the limit is `wc -l`, which looks for line ends alone")
    peak = found["csv"]["peak_mb"]
    yield Result("profile-csv-memory", f"{peak:.1f} MB", target=f"≤ {MOST_MB} MB",
                 ok=peak <= MOST_MB, note="peak of the process while it profiles 1 GB")
    yield Result("profile-gzip", f"{found['gzip']['mb_per_s']:,.0f} MB/s",
                 note="of compressed bytes")


ROWS = {"profile": profile}
