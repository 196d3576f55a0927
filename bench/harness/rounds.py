"""Rounds in which several things are measured in turn, and the medians of what they gave."""

import json
import statistics
import sys


def progress(text):
    """A line that the next one replaces, for who watches a terminal."""
    if sys.stderr.isatty():
        print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


class Rounds:
    def __init__(self, count, seconds, log_path):
        self.count = count
        self.seconds = seconds
        self._log = open(log_path, "a", encoding="utf-8")

    def interleaved(self, title, measures):
        """`measures`: name -> function without arguments that returns a dict of numbers. Gives
        name -> the median of each number over the rounds."""
        found = {name: [] for name in measures}
        for index in range(self.count):
            for name, measure in measures.items():
                progress(f"{title}: round {index + 1} of {self.count}, {name}")
                found[name].append(measure())
                self._log.write(json.dumps({"row": title, "round": index + 1, "what": name,
                                            **found[name][-1]}) + "\n")
        progress("")
        self._log.flush()
        return {name: medians(each) for name, each in found.items()}


def medians(measurements):
    return {key: statistics.median(m[key] for m in measurements) for key in measurements[0]}
