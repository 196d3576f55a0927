"""DescribeAutoMLJobV2 beside the bare servers."""

import stores
from processes import limit_server, load, product
from table import Result, at_least, at_most, micros, rate

CONNECTIONS = 32
# The servers are compared by the answers per second of their own time on the core, which other
# programs of the machine cannot take away from them, nor a load generator that is too slow.
CAPACITY = "per_server_second"


def _busy(figures):
    return (f"server busy {figures['server_cpu']:.0%}, generator {figures['generator_cpu']:.0%}, "
            f"{rate(figures['per_second'])} by the clock")


def baseline(machine, rounds):
    name = "bare-vs-epoll"
    with limit_server(machine, "bench_bare_server", 5600) as bare, \
            limit_server(machine, "bench_epoll_server", 5600) as epoll:
        found = rounds.interleaved(name, {
            "bare": lambda: load(machine, bare, rounds.seconds, "--connections", CONNECTIONS),
            "epoll": lambda: load(machine, epoll, rounds.seconds, "--connections", CONNECTIONS)})
    bare, epoll = found["bare"], found["epoll"]
    yield Result(name, rate(bare[CAPACITY]), rate(epoll[CAPACITY]),
                 **at_least(bare[CAPACITY] / epoll[CAPACITY], 0.6),
                 note=f"bare: {_busy(bare)}; epoll: {_busy(epoll)}")


def _describe(machine, rounds, name, folder, jobs, target, compares_p99=False):
    with product(machine, folder) as server:
        options = ("--load", "describe", "--jobs", jobs, "--connections", CONNECTIONS)
        size = load(machine, server, 0.5, *options)["body_bytes"]
        with limit_server(machine, "bench_bare_server", size) as bare, \
                limit_server(machine, "bench_epoll_server", size) as epoll:
            def on(target_server):
                return lambda: load(machine, target_server, rounds.seconds, *options)
            found = rounds.interleaved(name, {"product": on(server), "bare": on(bare),
                                              "epoll": on(epoll)})
    ours, bare, epoll = found["product"], found["bare"], found["epoll"]
    yield Result(name, rate(ours[CAPACITY]), rate(bare[CAPACITY]),
                 **at_least(ours[CAPACITY] / bare[CAPACITY], target),
                 note=f"{size} bytes; {ours[CAPACITY] / epoll[CAPACITY]:.2f} of raw epoll; "
                      f"{_busy(ours)}; bare: {_busy(bare)}")
    if compares_p99:
        yield Result(name + "-p99", micros(ours["p99_us"]), micros(bare["p99_us"]),
                     **at_most(ours["p99_us"] / bare["p99_us"], 2))


def warm(machine, rounds):
    yield from _describe(machine, rounds, "describe-warm", stores.completed(machine, 10_000),
                         10_000, 0.80, compares_p99=True)


def cold(machine, rounds):
    yield from _describe(machine, rounds, "describe-cold", stores.mixed(machine, 1_000_000),
                         1_000_000, 0.35)


def running(machine, rounds):
    yield from _describe(machine, rounds, "describe-in-progress",
                         stores.in_progress(machine, 10_000), 10_000, 0.50)


ROWS = {"bare-vs-epoll": baseline, "describe-warm": warm, "describe-cold": cold,
        "describe-in-progress": running}
