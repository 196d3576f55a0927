"""A client as servers fear it: wrong bytes, requests that do not end, connections that stay."""

import json
import re
import socket
import threading
import time

from server import TIMEOUT

OPERATION = "ListAutoMLJobs"
MOST_IDLE = 8
IDLE_SECONDS = (2, 12)
DRIP_SECONDS = 1.5


def _head(length, operation=OPERATION, more=""):
    return (f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: SageMaker.{operation}\r\n"
            "Authorization: AWS4-HMAC-SHA256 Credential=222200000000/20260101/us-east-1/sagemaker"
            "/aws4_request, SignedHeaders=host, Signature=0\r\n"
            f"Content-Type: application/x-amz-json-1.1\r\n{more}Content-Length: {length}\r\n\r\n"
            ).encode()


def _request(body, operation=OPERATION):
    return _head(len(body), operation) + body


# Bytes, status, type of the error.
WRONG = (
    (_request(b'{"MaxResults":'), 400, "SerializationException"),
    (_request(b'{"MaxResults":1,"MaxResults":1}'), 400, "SerializationException"),
    (_request(b"[" * 5000), 400, "SerializationException"),
    (_request(b'"\xff\xfe"'), 400, "SerializationException"),
    (_request(b'{"MaxResults":101}'), 400, "ValidationException"),
    (_request(b'{"NextToken":"none of ours"}'), 400, "ValidationException"),
    (_request(b"{}", "NoSuchOperation"), 400, "UnknownOperationException"),
    (_request(b"{}", "CreateAutoMLJobV2"), 400, "ValidationException"),
    (_head(5_000_000) + b'{"NameContains":"' + b"x" * 65536, 413, "RequestEntityTooLargeException"),
    (_request(b"{}").replace(b"Host:", b"X-Long: " + b"x" * 20_000 + b"\r\nHost:"), 431,
     "RequestHeaderFieldsTooLargeException"),
    (_request(b"{}").replace(b"Host: localhost\r\n", b""), 400, "MalformedHttpRequestException"),
    (b"\x00\x01 / HTTP/1.1\r\n\r\n", 400, "MalformedHttpRequestException"),
    (b"GET /_autopilot/no-such HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "NotFoundException"),
    (b"GET /_autopilot/clock HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, None),
    (b"DELETE /_autopilot/health HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, None),
)


class Guest(threading.Thread):
    def __init__(self, number, place, tally, options, random):
        super().__init__(name=f"guest {number}")
        self._place, self._tally, self._options = place, tally, options
        self._random = random
        self._idle = []  # (when to close, socket)

    def run(self):
        acts = (self._send_wrong, self._send_wrong, self._send_half, self._send_slowly,
                self._stay_idle, self._send_many)
        while time.monotonic() < self._options.deadline and not self._tally.is_full:
            time.sleep(self._random.uniform(0.05, 0.4))
            act = self._random.choice(acts)
            try:
                act()
                self._tally.checked("hostile requests")
            except AssertionError as problem:
                self._tally.problem(f"{self.name}, {act.__name__}: {problem}")
            except Exception as mistake:  # in this driver, or a connection that should have held
                self._tally.problem(f"{self.name}, {act.__name__}: {mistake!r}")
            self._close_idle(time.monotonic())
        self._close_idle(float("inf"))

    def _connect(self):
        connection = socket.create_connection(("127.0.0.1", self._place.port), timeout=TIMEOUT)
        if self._place.tls is not None:
            connection = self._place.tls.wrap_socket(connection, server_hostname="127.0.0.1")
        return connection

    def _answer(self, connection, expected=200):
        """The body of an answer with a Content-Length."""
        text = b""
        while b"\r\n\r\n" not in text:
            text += self._more(connection, text)
        head, body = text.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        while len(body) < length:
            body += self._more(connection, text + body)
        if int(head.split()[1]) != expected:
            raise AssertionError(f"answered {(head + body)[:600]}, not {expected}")
        return body[:length]

    def _more(self, connection, text):
        more = connection.recv(65536)
        if not more:
            raise AssertionError(f"the connection ended after {text[:600]}")
        return more

    def _send_wrong(self):
        sent, status, error = self._random.choice(WRONG)
        with self._connect() as connection:
            connection.sendall(sent)
            body = self._answer(connection, status)
            if error is not None and json.loads(body)["__type"] != error:
                raise AssertionError(f"{sent[:200]} was answered {body}")

    def _send_half(self):
        """And goes, without waiting for an answer."""
        request = _request(b'{"MaxResults":1}')
        with self._connect() as connection:
            connection.sendall(request[:self._random.randrange(len(request))])

    def _send_slowly(self):
        request = _request(b'{"MaxResults":1}')
        with self._connect() as connection:
            cuts = sorted(self._random.sample(range(1, len(request)), 5))
            for first, last in zip([0, *cuts], [*cuts, len(request)]):
                connection.sendall(request[first:last])
                time.sleep(DRIP_SECONDS / 6)
            self._answer(connection)

    def _send_many(self):
        """In one go, and more than anybody waits for."""
        with self._connect() as connection:
            connection.sendall(_request(b"{}") * 50)
            if self._random.random() < 0.5:
                self._answer(connection)

    def _stay_idle(self):
        if len(self._idle) >= MOST_IDLE:
            return
        connection = self._connect()
        if self._random.random() < 0.7:
            connection.sendall(_request(b"{}"))
            self._answer(connection)
        until = time.monotonic() + self._random.uniform(*IDLE_SECONDS)
        self._idle.append((until, connection))

    def _close_idle(self, now):
        for until, connection in self._idle:
            if until <= now:
                connection.close()
        self._idle = [each for each in self._idle if each[0] > now]
