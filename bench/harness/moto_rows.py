"""The same load on python's moto, where it is installed."""

import importlib.util
import sys

import stores
from processes import load, product, running
from table import Result, rate

AIM = 150


def _moto(machine):
    command = [sys.executable, "-u", "-W", "ignore", "-c",
               "import sys; from moto.server import main; "
               "sys.stderr = sys.stdout; main(['-H', '127.0.0.1', '-p', '0'])"]
    return running(machine, command, r"http://127\.0\.0\.1:(\d+)")


def moto(machine, rounds):
    if importlib.util.find_spec("moto") is None:
        yield Result("moto", "not installed", note="pip install 'moto[server]'")
        return
    create = ("--load", "create", "--connections", 64, "--warm-up", 0)
    with _moto(machine) as theirs, \
            product(machine, stores.empty(machine, "created")) as ours:
        next_number = {theirs: 0, ours: 0}

        def created(server):
            done = load(machine, server, rounds.seconds, *create, "--first", next_number[server])
            next_number[server] = done["next_number"]
            return done

        def described(server):
            # The last creates may have gone unanswered.
            jobs = max(1, next_number[server] - 64 * rounds.count)
            return load(machine, server, rounds.seconds, "--jobs", jobs, "--connections", 32)

        for name, measure in (("moto-create", created), ("moto-describe", described)):
            found = rounds.interleaved(name, {"product": lambda: measure(ours),
                                              "moto": lambda: measure(theirs)})
            product_rate, moto_rate = (found[what]["per_second"] for what in ("product", "moto"))
            yield Result(name, rate(product_rate), f"moto {rate(moto_rate)}",
                         f"{product_rate / moto_rate:,.0f}", f"aim ≥ {AIM}")


ROWS = {"moto": moto}
