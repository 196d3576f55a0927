"""Data folders full of jobs, made by bench_fill and kept between runs."""

import glob
import hashlib
import os
import shutil
import subprocess

from processes import BenchError
from rounds import progress


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _fill(machine, folder, options):
    command = [machine.program("bench_fill"), "--data-dir", folder] + [str(o) for o in options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: {done.stderr}")


def _remove(folder):
    """With what others have noted about it beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    for note in glob.glob(glob.escape(folder) + ".*"):
        os.remove(note)


def filled(machine, name, *batches):
    """The folder `name` with the jobs of these bench_fill options, which is made if it is missing
    or was made by another bench_fill."""
    folder = os.path.join(machine.folder, name)
    mark = folder + ".made-by"
    made_by = _digest(machine.program("bench_fill")) + repr(batches)
    if os.path.exists(mark):
        with open(mark, encoding="utf-8") as file:
            if file.read() == made_by:
                return folder
    _remove(folder)
    progress(f"filling {name}")
    for batch in batches:
        _fill(machine, folder, batch)
    with open(mark, "w", encoding="utf-8") as file:
        file.write(made_by)
    return folder


def empty(machine, name):
    """The path of a folder that does not exist."""
    folder = os.path.join(machine.folder, name)
    _remove(folder)
    return folder


def completed(machine, count):
    return filled(machine, f"completed-{count}", ("--jobs", count))


def mixed(machine, count):
    """Completed, failed and stopped jobs over two months."""
    return filled(machine, f"mixed-{count}", ("--jobs", count, "--mixed"))


def in_progress(machine, count):
    """Always new: jobs that began in the last hours and go on for hours."""
    _remove(os.path.join(machine.folder, f"running-{count}"))
    # A job takes about half an hour in reality, at this speed two days.
    return filled(machine, f"running-{count}",
                  ("--jobs", count, "--from", 36, "--to", 0.1, "--speed", 0.01))
