"""Usage: run.sh --idle-connections [--connections N] [--program PATH] [--tls]

Opens connections, each of which sends one request and then idles. Meanwhile another client must be
answered in time, and the server must not take more than 150 MB; with https that is only reported.
"""

import argparse
import contextlib
import os
import pathlib
import resource
import socket
import ssl
import sys
import tempfile
import time

from sampler import KEPT_DESCRIPTORS, look
from server import Client, Server
from tally import Tally, quantile

MB = 1_000_000
MEMORY_LIMIT = 150 * MB
P99_LIMIT = 0.05  # seconds; on an idle machine it takes less than a hundredth of it
FURTHER_DESCRIPTORS = 200  # of either side, besides its connections
DESCRIBES = 2000
ACCOUNT = "111100000001"
REQUEST = (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: SageMaker.ListAutoMLJobs\r\n"
           b"Content-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}")
JOB = {"AutoMLJobName": "job", "RoleArn": "arn:aws:iam::123456789012:role/autopilot",
       "AutoMLJobInputDataConfig": [
           {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}}],
       "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
       "AutoMLProblemTypeConfig": {"ImageClassificationJobConfig": {}}}


def raise_descriptor_limit(connections):
    """For us and the server, which inherits it."""
    wanted = connections + FURTHER_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        sys.exit(f"{connections:,} connections need {wanted:,} descriptors, and this process may "
                 f"have {hard:,}: raise the hard limit (ulimit -Hn) or lower --connections")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def open_idle(port, tls):
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    if tls is not None:
        connection = tls.wrap_socket(connection, server_hostname="127.0.0.1")
    connection.sendall(REQUEST)
    answer = connection.recv(65536)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise AssertionError(f"answered {answer[:500]}")
    return connection


def is_open(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False


def describe(client, count):
    """p50, p99 and the longest, in seconds."""
    tally = Tally()
    for _ in range(count):
        started = time.perf_counter()
        status, text = client.api("DescribeAutoMLJobV2", {"AutoMLJobName": "job"})
        tally.answered("describe", time.perf_counter() - started)
        if status != 200:
            raise AssertionError(f"answered {status}: {text}")
    buckets = tally.latencies["describe"]
    return quantile(buckets, 0.5), quantile(buckets, 0.99), tally.longest["describe"]


def report(what, taken, latencies):
    print(f"{what}: {taken.rss / MB:.1f} MB, {taken.fds:,} descriptors; describe "
          + ", ".join(f"{name} {seconds * 1000:.2f} ms"
                      for name, seconds in zip(("p50", "p99", "longest"), latencies)), flush=True)


def run(server, folder, options, stack):
    """Gives the reasons to fail."""
    tls = ssl.create_default_context(cafile=folder / "tls" / "ca.pem") if options.tls else None
    client = stack.enter_context(contextlib.closing(Client(server.port, ACCOUNT, tls)))
    status, text = client.api("CreateAutoMLJobV2", JOB)
    if status != 200:
        raise AssertionError(f"answered {status}: {text}")
    latencies = describe(client, DESCRIBES)
    before = look(server.pid, folder, 0)
    report("before", before, latencies)
    started = time.monotonic()
    idle = [stack.enter_context(open_idle(server.port, tls)) for _ in range(options.connections)]
    seconds = time.monotonic() - started
    latencies = describe(client, DESCRIBES)
    during = look(server.pid, folder, 0)
    report(f"with {options.connections:,} idle connections, opened in {seconds:.1f} s", during,
           latencies)
    closed = sum(not is_open(connection) for connection in idle)
    for connection in idle:
        connection.close()
    for _ in range(100):
        after = look(server.pid, folder, 0)
        if after.fds <= before.fds + KEPT_DESCRIPTORS:
            break
        time.sleep(0.1)
    report("after", after, describe(client, DESCRIBES))
    print(f"each connection: {(during.rss - before.rss) / options.connections:.0f} bytes of memory")
    reasons = []
    if closed:
        reasons.append(f"{closed} of the connections were closed by the server")
    if during.rss > MEMORY_LIMIT and not options.tls:
        reasons.append(f"the server has {during.rss / MB:.1f} MB, "
                       f"{MEMORY_LIMIT / MB:.0f} are allowed")
    if latencies[1] > P99_LIMIT:
        reasons.append(f"the p99 of others is {latencies[1] * 1000:.1f} ms, "
                       f"{P99_LIMIT * 1000:.0f} are allowed")
    if after.fds > before.fds + KEPT_DESCRIPTORS:
        reasons.append(f"{after.fds} descriptors stay open")
    return reasons


def main():
    parser = argparse.ArgumentParser(usage=__doc__.removeprefix("Usage: "))
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    raise_descriptor_limit(options.connections)
    print(f"load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="autopilot-idle-") as work, \
            contextlib.ExitStack() as stack:
        folder = pathlib.Path(work) / "data"
        log = stack.enter_context(open(f"{work}/log", "wb"))
        more = ["--tls=self-signed"] if options.tls else []
        server = Server(folder, "normal", log, "--idle-timeout=600",
                        f"--max-connections={options.connections + 10}", *more)
        stack.callback(server.kill)
        server.wait_until_ready()
        reasons = run(server, folder, options, stack)
        code = server.stop()
    if code != 0:
        reasons.append(f"an orderly end has the exit code {code}")
    for reason in reasons:
        print(f"FAILED: {reason}")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
