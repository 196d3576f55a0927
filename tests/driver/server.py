"""The real program on a data folder, and clients that talk to it."""

import http.client
import json
import os
import signal
import subprocess

TIMEOUT = 60  # seconds; nothing here takes that long unless something hangs


class Gone(Exception):
    """The server went away before the answer was here."""


class Server:
    def __init__(self, folder, durability, log, *options):
        self._process = subprocess.Popen(
            [os.environ["AUTOPILOT_PROGRAM"], "--port=0", f"--data-dir={folder}",
             f"--durability={durability}", "--log-level=warning", "--seed=1", *options],
            stdout=subprocess.PIPE, stderr=log)
        self.pid = self._process.pid
        self.port = None

    def wait_until_ready(self):
        line = self._process.stdout.readline().decode()
        if "ready on" not in line:
            raise AssertionError(f"the server does not start: {line!r}, see its log")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def ask_to_stop(self):
        self._process.send_signal(signal.SIGTERM)

    def stop(self):
        """Ends it in order; gives its exit code."""
        self.ask_to_stop()
        code = self._process.wait(TIMEOUT)
        self._process.stdout.close()
        return code


class Client:
    """One connection, as one account; https with a context for it. For one thread."""

    def __init__(self, port, account, tls=None):
        self._account = account
        self._connection = (
            http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT) if tls is None else
            http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT, context=tls))
        self._authorization = (f"AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/sagemaker"
                               "/aws4_request, SignedHeaders=host, Signature=0")

    def api(self, operation, body):
        """The status and the text of the answer."""
        return self._send("POST", "/", body, {"X-Amz-Target": f"SageMaker.{operation}",
                                              "Content-Type": "application/x-amz-json-1.1"})

    def control(self, method, path, body=None):
        return self._send(method, f"/_autopilot/{path}?account={self._account}", body, {})

    def get(self, path):
        """The text of a control answer that has to be a success."""
        status, text = self.control("GET", path)
        if status != 200:
            raise AssertionError(f"GET {path} answered {status}: {text}")
        return text

    def _send(self, method, path, body, headers):
        try:
            return self._exchange(method, path, body, headers)
        except TimeoutError:
            raise AssertionError(f"{method} {path} was not answered in {TIMEOUT} s") from None
        except (OSError, http.client.HTTPException) as error:
            raise Gone() from error

    def _exchange(self, method, path, body, headers):
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        self._connection.request(method, path, text,
                                 {"Authorization": self._authorization, **headers})
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def close(self):
        self._connection.close()
