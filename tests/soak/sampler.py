"""What a process takes, looked at every second."""

import os
import pathlib
import threading
import time
from dataclasses import dataclass

PERIOD = 1  # seconds
# What a server opens with its first requests and keeps: 8 readers of the database, two files each.
KEPT_DESCRIPTORS = 16


@dataclass(frozen=True)
class Sample:
    seconds: float  # since the load began
    rss: int  # bytes, as all sizes
    rss_peak: int
    threads: int
    fds: int
    file: int
    log: int
    cpu: float  # seconds


def _size(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def look(pid, folder, started):
    status = dict(line.split(":", 1)
                  for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    # Behind the name of the program, which may have spaces: utime and stime, fields 14 and 15.
    ticks = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    file = pathlib.Path(folder) / "autopilot.db"
    return Sample(time.monotonic() - started, int(status["VmRSS"].split()[0]) * 1024,
                  int(status["VmHWM"].split()[0]) * 1024, int(status["Threads"]),
                  len(os.listdir(f"/proc/{pid}/fd")), _size(file),
                  _size(file.with_name(file.name + "-wal")),
                  sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))


class Sampler(threading.Thread):
    def __init__(self, pid, folder):
        super().__init__(name="sampler")
        self._pid, self._folder = pid, folder
        self._end = threading.Event()
        self.samples = []

    def run(self):
        started = time.monotonic()
        while not self._end.wait(PERIOD):
            try:
                self.samples.append(look(self._pid, self._folder, started))
            except (FileNotFoundError, ProcessLookupError, KeyError):
                return  # the server has ended, which the clients notice

    def stop(self):
        self._end.set()
        self.join()
