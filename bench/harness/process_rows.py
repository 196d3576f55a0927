"""The process itself: its start, its memory, and its rest."""

import os
import socket
import statistics
import subprocess
import time

import stores
from client import Client
from processes import BenchError, load, product
from table import Result

START_LIMIT_MS, LARGE_START_LIMIT_MS = 20, 60
LIST = b'{"MaxResults":1}'
FIRST_REQUEST = (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: SageMaker.ListAutoMLJobs\r\n"
                 b"Content-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n\r\n%s"
                 % (len(LIST), LIST))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _ask(port, deadline):
    """Asks without a pause until there is an answer; its first bytes."""
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                client.settimeout(10)
                client.sendall(FIRST_REQUEST)
                return client.recv(64)
    raise BenchError("the server does not start")


def _start(machine, store):
    """Milliseconds from just before the program is executed to its first answer."""
    port = _free_port()
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {machine.server_core})  # the server inherits it
    try:
        started = time.monotonic()
        process = subprocess.Popen([machine.product, "--port", str(port)] + store,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.sched_setaffinity(0, {machine.load_core})
        try:
            answer = _ask(port, started + 20)
            elapsed = (time.monotonic() - started) * 1000
        finally:
            process.terminate()
            process.wait(30)
    finally:
        os.sched_setaffinity(0, mine)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise BenchError(f"the first answer is {answer!r}")
    return {"ms": elapsed}


def _fsync_ms(folder):
    path = os.path.join(folder, "fsync-probe")
    times = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(20):
            file.write(b"x" * 4096)
            started = time.monotonic()
            os.fsync(file.fileno())
            times.append((time.monotonic() - started) * 1000)
    os.remove(path)
    return statistics.median(times)


def start(machine, rounds):
    large = stores.mixed(machine, 1_000_000)
    small = stores.mixed(machine, 1_000)
    found = rounds.interleaved("start", {
        "in memory": lambda: _start(machine, ["--in-memory"]),
        "small": lambda: _start(machine, ["--data-dir", small]),
        "first": lambda: _start(machine, ["--data-dir", stores.empty(machine, "created")]),
        "fsync": lambda: {"ms": _fsync_ms(machine.folder)},
        "large": lambda: _start(machine, ["--data-dir", large])})
    first_limit = START_LIMIT_MS + 5 * found["fsync"]["ms"]
    for name, what, limit in (("start-in-memory", "in memory", START_LIMIT_MS),
                              ("start-existing", "small", START_LIMIT_MS),
                              ("start-first", "first", first_limit),
                              ("start-1,000,000-jobs", "large", LARGE_START_LIMIT_MS)):
        taken = found[what]["ms"]
        yield Result(name, f"{taken:.1f} ms", target=f"≤ {limit:.0f} ms", ok=taken <= limit,
                     note=f"an fsync takes {found['fsync']['ms']:.2f} ms" if what == "first"
                     else "")


def _resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    raise BenchError("no VmRSS")


def memory(machine, rounds):
    with product(machine, stores.empty(machine, "created")) as server:
        Client(server.port).call("ListAutoMLJobs", {})
        idle = _resident_mb(server.pid)
    yield Result("memory-idle", f"{idle:.1f} MB", target="≤ 15 MB", ok=idle <= 15)
    with product(machine, stores.mixed(machine, 1_000_000)) as server:
        before = _resident_mb(server.pid)
        load(machine, server, 120, "--jobs", 1_000_000, "--connections", 32,
             "--requests", 100_000)
        busy = _resident_mb(server.pid)
    yield Result("memory-1,000,000-jobs", f"{busy:.1f} MB", target="≤ 64 MB", ok=busy <= 64,
                 note=f"{before:.1f} MB before the 100,000 requests")


def _switches(pid):
    """How often any thread of the process was put on a core."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as status:
            total += sum(int(line.split()[1]) for line in status
                         if "voluntary_ctxt_switches" in line)
    return total


def idle(machine, rounds):
    """After some work, all of whose connections are closed."""
    with product(machine, stores.empty(machine, "created")) as server:
        load(machine, server, 0.5, "--load", "create", "--connections", 8)
        time.sleep(1)
        before = _switches(server.pid)
        time.sleep(max(5, rounds.seconds))
        woken = _switches(server.pid) - before
    yield Result("idle-wake-ups", str(woken), target="0", ok=woken == 0)


ROWS = {"start": start, "memory": memory, "idle-wake-ups": idle}
