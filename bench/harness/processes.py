"""The programs that are measured and that measure: started on 127.0.0.1, pinned, ended."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import threading


class BenchError(Exception):
    """Something could not be measured."""


class Machine:
    """Where the programs are and which core each side has to itself."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.product = os.path.join(self.build, "server", "autopilot-local")
        self.folder = os.path.join(self.build, "bench-data")
        os.makedirs(self.folder, exist_ok=True)
        cores = sorted(os.sched_getaffinity(0))
        self.server_core, self.load_core = cores[0], cores[-1]
        self.help = subprocess.run([self.product, "--help"], capture_output=True, text=True,
                                   check=True).stdout
        self.threads = int(re.search(r"--threads [^=]*=(\d+)", self.help).group(1))

    def program(self, name):
        return os.path.join(self.build, "bench", name)

    def has_option(self, option):
        return f"{option} " in self.help


class Server:
    """A server that runs: where, and as which process."""

    def __init__(self, process, port):
        self.process = process
        self.pid = process.pid
        self.port = port


def pinned(core, command):
    return ["taskset", "-c", str(core)] + command


@contextlib.contextmanager
def running(machine, command, url_in_line):
    """Starts a server and waits until it names its port in a line of its standard output."""
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(pinned(machine.server_core, command), text=True,
                                   stdout=subprocess.PIPE, stderr=errors)
        try:
            for line in process.stdout:
                found = re.search(url_in_line, line)
                if found:
                    break
            else:
                errors.seek(0)
                raise BenchError(f"{command[0]} does not start: {errors.read()}")
            # Who logs to a pipe that nobody empties stops some day.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield Server(process, int(found.group(1)))
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def product(machine, data_dir=None, *options):
    """The server with its defaults; without a folder in memory."""
    store = ["--data-dir", data_dir] if data_dir else ["--in-memory"]
    command = [machine.product, "--port", "0"] + store + list(options)
    return running(machine, command, r"http://127\.0\.0\.1:(\d+)")


def limit_server(machine, name, body_bytes):
    """bench_bare_server or bench_epoll_server, with as many threads as the product has."""
    command = [machine.program(name), "--threads", str(machine.threads),
               "--bytes", str(int(body_bytes))]
    return running(machine, command, r"http://127\.0\.0\.1:(\d+)")


def load(machine, server, seconds, *options):
    """One run of bench_load: what it printed."""
    command = [machine.program("bench_load"), "--port", str(server.port),
               "--server", str(server.pid), "--seconds", str(seconds)] + [str(o) for o in options]
    done = subprocess.run(pinned(machine.load_core, command), capture_output=True, text=True,
                          timeout=120 + 3 * seconds)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: {done.stderr[:2000]}")
    return json.loads(done.stdout)
