"""Measures the rows of the table; started by bench/run.sh."""

import argparse
import http.client
import os
import re
import subprocess
import sys

import create_rows
import data_rows
import describe_rows
import list_rows
import moto_rows
import process_rows
from processes import BenchError, Machine
from rounds import Rounds
from table import Result, table

ROWS = {**describe_rows.ROWS, **create_rows.ROWS, **list_rows.ROWS, **process_rows.ROWS,
        **data_rows.ROWS, **moto_rows.ROWS}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run.sh")
    parser.add_argument("--build", required=True)
    parser.add_argument("--rows", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parsed = parser.parse_args()
    if parsed.rounds < 1 or not 0.1 <= parsed.seconds <= 600:
        parser.error("at least 1 round of 0.1 to 600 seconds")
    return parsed


def main():
    options = arguments()
    chosen = {name: row for name, row in ROWS.items() if re.search(options.rows, name)}
    if options.list:
        print("\n".join(chosen))
        return 0
    if not chosen:
        print(f"no row matches {options.rows!r}; there are: {', '.join(ROWS)}", file=sys.stderr)
        return 2
    machine = Machine(options.build)
    rounds = Rounds(options.rounds, options.seconds,
                    os.path.join(machine.folder, "measurements.jsonl"))
    results, failed = [], False
    before = os.getloadavg()[0]
    for name, measure in chosen.items():
        try:
            results += measure(machine, rounds)
        except (BenchError, OSError, http.client.HTTPException,
                subprocess.SubprocessError) as error:
            failed = True  # the other rows are worth having all the same
            results.append(Result(name, "not measured", note=repr(error)))
    print(table(results))
    print(f"\n{rounds.count} rounds of {rounds.seconds:g} s; load average of the machine "
          f"{before:.1f} before, {os.getloadavg()[0]:.1f} after (this bench makes about 2)")
    if failed:
        return 3
    return 1 if any(result.ok is False for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
