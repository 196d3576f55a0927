"""CreateAutoMLJobV2 beside raw SQLite and the bare server."""

import json
import os
import subprocess

import stores
from processes import BenchError, limit_server, load, pinned, product
from table import Result, at_least, rate

CONNECTIONS = 64


def _create(machine, rounds, *options):
    """Into a new store each time, as raw SQLite does it."""
    folder = stores.empty(machine, "created")
    with product(machine, folder, *options) as server:
        return load(machine, server, rounds.seconds, "--load", "create", "--connections",
                    CONNECTIONS)


def _sqlite(machine, rounds, sample, synchronous):
    command = [machine.program("bench_sqlite_limit"), "--sample",
               os.path.join(sample, "autopilot.db"), "--file",
               os.path.join(machine.folder, "sqlite-limit.db"), "--synchronous", synchronous,
               "--seconds", str(rounds.seconds)]
    done = subprocess.run(pinned(machine.server_core, command), capture_output=True, text=True,
                          timeout=60 + 3 * rounds.seconds)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def normal(machine, rounds):
    name = "create-normal"
    options = ("--durability", "normal") if machine.has_option("--durability") else ()
    sample = stores.completed(machine, 10_000)
    size = _create(machine, rounds, *options)["body_bytes"]
    with limit_server(machine, "bench_bare_server", size) as bare_server:
        found = rounds.interleaved(name, {
            "product": lambda: _create(machine, rounds, *options),
            "sqlite": lambda: _sqlite(machine, rounds, sample, "NORMAL"),
            "bare": lambda: load(machine, bare_server, rounds.seconds, "--load", "create",
                                 "--connections", CONNECTIONS)})
    ours, sqlite, bare = (found[what]["per_second"] for what in ("product", "sqlite", "bare"))
    yield Result(name, rate(ours), f"SQLite {rate(sqlite)}, bare {rate(bare)}",
                 f"{ours / sqlite:.2f}, {ours / bare:.2f}", "≥ 0.60 or ≥ 0.25",
                 ok=ours >= min(0.6 * sqlite, 0.25 * bare))


def full(machine, rounds):
    name = "create-full"
    if not machine.has_option("--durability"):
        yield Result(name, "not available", target="≥ 0.80", note="there is no --durability yet")
        return
    sample = stores.completed(machine, 10_000)
    found = rounds.interleaved(name, {
        "product": lambda: _create(machine, rounds, "--durability", "full"),
        "sqlite": lambda: _sqlite(machine, rounds, sample, "FULL")})
    ours, sqlite = (found[what]["per_second"] for what in ("product", "sqlite"))
    yield Result(name, rate(ours), f"SQLite {rate(sqlite)}", **at_least(ours / sqlite, 0.8))


ROWS = {"create-normal": normal, "create-full": full}
