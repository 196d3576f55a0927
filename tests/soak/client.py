"""A client that measures, and that knows the faults that were asked for."""

import http.client
import re
import time

import server
from faults import DELAY, Struck

REOPEN_AFTER = 30  # seconds; the server closes what is idle for longer than its own limit
NAMES = re.compile(r"(?<=/)(jobs|snapshots|faults|scenarios)/[^/?]+")


def label_of(method, path):
    path = path.split("?")[0].removeprefix("/_autopilot/")
    return f"{method} " + NAMES.sub(r"\1/*", "/" + path)[1:]


class Client(server.Client):
    def __init__(self, place, account, tally, ledger):
        super().__init__(place.port, account, place.tls)
        self._tally, self._ledger = tally, ledger
        self._used = time.monotonic()

    def metrics(self):
        return self._send("GET", "/metrics", None, {})

    def _send(self, method, path, body, headers):
        """Raises Struck for what a fault has done, AssertionError where nothing usable came."""
        operation = headers.get("X-Amz-Target", "").removeprefix("SageMaker.")
        if time.monotonic() - self._used > REOPEN_AFTER:
            self.close()
        if operation:
            self._ledger.sent(operation)
        started = time.perf_counter()
        try:
            status, text = self._exchange(method, path, body, headers)
        except TimeoutError:
            self.close()
            raise AssertionError(f"{method} {path} {operation} {body} was not answered in "
                                 f"{server.TIMEOUT} s") from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            rule = self._ledger.broken() if operation else None
            if rule is None:
                raise AssertionError(f"{method} {path} {operation} {body} was not answered: "
                                     f"{error!r}") from None
            self._tally.struck(f"connection {rule.body['connection']}")
            raise Struck(rule) from None
        finally:
            self._used = time.monotonic()
        seconds = time.perf_counter() - started
        rule = self._ledger.cause_of(status, text) if operation else None
        if rule is not None:
            self._tally.struck(f"error {rule.body['error']['type']}")
            raise Struck(rule)
        if operation == "ListTags" and seconds >= DELAY and self._ledger.delayed() is not None:
            self._tally.struck("delay")
        else:
            self._tally.answered(operation or label_of(method, path), seconds)
        return status, text
