"""The clients, in a few processes: one alone would be slower than the server."""

import multiprocessing
import random
import time
import traceback
import types
from dataclasses import dataclass
from typing import Optional

from account import AccountLoad, Reader
from client import Client
from evaluator import warm_up_of
from guest import Guest
from owner import Owner
from tally import Tally

KINDS = ("frozen", "manual", "running", "frozen", "running")
READERS = 2  # of an account
PROCESSES = 2
GUESTS = 2  # of a process
# Seconds of so many, in all accounts: no answer is kept while any rule exists.
FAULT_WINDOW = (4, 12)


@dataclass
class Place:
    port: int
    tls: Optional[object] = None  # a context for https


def run(place, options):
    """Loads the server for `options.seconds`; gives the tally."""
    clients = options.accounts * (1 + READERS)
    shared = types.SimpleNamespace(seed=options.seed, pause=clients / options.rate,
                                   fault_window=FAULT_WINDOW,
                                   warm_up_until=time.monotonic() + warm_up_of(options.seconds) / 2,
                                   deadline=time.monotonic() + options.seconds)
    context = multiprocessing.get_context("fork")
    tally, running = Tally(), []
    for i in range(PROCESSES):
        numbers = range(i, options.accounts, PROCESSES)
        receive, send = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(send, i, numbers, place, shared))
        process.start()
        send.close()
        running.append((process, receive))
    for process, receive in running:
        try:
            tally.add(receive.recv())
        except EOFError:
            tally.problem("a process of clients has died")
        process.join()
    return tally


def _work(send, number, accounts, place, shared):
    tally = Tally()
    try:
        threads = [Guest(f"{number}.{i}", place, tally, shared,
                         random.Random(repr((shared.seed, "guest", number, i))))
                   for i in range(GUESTS)]
        for account in accounts:
            load = AccountLoad(account, KINDS[account % len(KINDS)], place, tally, shared)
            threads.append(Owner(load, Client(place, load.account.id, tally, load.ledger)))
            threads += [Reader(load, i, Client(place, load.account.id, tally, load.ledger))
                        for i in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except Exception:
        tally.problem(traceback.format_exc())
    send.send(tally.content())
