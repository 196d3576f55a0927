"""Steers Autopilot Local from Python tests: copy this file beside them. Standard library only.

    autopilot = AutopilotLocal("http://127.0.0.1:7240", account="111122223333")
    autopilot.freeze()
    autopilot.fault(operation="CreateAutoMLJob", times=2, error="ThrottlingException")

With pytest, import the fixtures at the end of this file in conftest.py:

    from autopilot_local import autopilot, autopilot_server, sagemaker

docs/testing-guide.md describes what the requests do. A duration is a text as of ISO 8601 ("PT10M"), a
timedelta, or a number of milliseconds; a time is a text as of ISO 8601, a datetime with a time zone, or
a number of seconds since 1970.
"""

import contextlib
import datetime
import hashlib
import json
import os
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

DEFAULT_WAIT = datetime.timedelta(seconds=30)
ANSWER_SECONDS = 60
MOST_WAIT = 3660  # seconds; the server ends a wait after an hour at the latest


class AutopilotError(Exception):
    """An answer that is an error: of the control API, or of `AutopilotLocal.call`."""

    def __init__(self, status, answer):
        self.status = status
        self.answer = answer  # the whole body
        self.type = answer.get("__type", "")
        self.message = answer.get("message") or answer.get("Message", "")
        self.path = answer.get("path", "")  # where in the request; control API only
        self.available = answer.get("available", [])  # what exists instead; control API only
        text = f"{status} {self.type}: {self.message}" if self.type else f"{status} {answer}"
        if self.path:
            text += f" (at {self.path})"
        if self.available:
            text += " There is: " + ", ".join(self.available)
        super().__init__(text)


class WaitTimeout(AutopilotError, TimeoutError):
    """A wait ran out; `answer` holds what was seen last."""


class AutopilotLocal:
    """The control API, for one account: a 12-digit access key id, or "*" for all accounts."""

    def __init__(self, endpoint, account="000000000000", *, region="us-east-1", token=None):
        self.endpoint = endpoint.rstrip("/")
        self.account = account
        self.region = region
        self._token = token  # of --control-token

    # Clock

    def clock(self):
        return self.request("GET", "clock")

    def freeze(self):
        return self.request("POST", "clock/freeze")

    def run(self):
        return self.request("POST", "clock/run")

    def set_clock(self, to):
        return self.request("POST", "clock/set", {"to": _time(to)})

    def advance(self, by, *, unit="clock", deadline=None):
        """Moves the clock on; unit="nominal" counts in the time that the real service would take."""
        body = {"by": _duration(by), "unit": unit}
        if deadline is not None:
            body["deadline"] = _duration(deadline)
        return self.request("POST", "clock/advance", body)

    def reset_clock(self):
        return self.request("DELETE", "clock")

    # How jobs move on

    def speed(self, speed):
        return self.request("PUT", "speed", {"speed": speed})

    def progression(self, mode, *, times=None, seconds=None):
        """mode: "time" (perhaps with `seconds` a phase), "manual" (with `times`), "immediate"."""
        form = {"mode": mode}
        if times is not None:
            form["times"] = times
        if seconds is not None:
            form["seconds"] = seconds
        return self.request("PUT", "progression", {"progression": form})

    def seed(self, seed):
        return self.request("PUT", "seed", {"seed": seed})

    # What becomes of jobs

    def scenarios(self):
        return self.request("GET", "scenarios")["scenarios"]

    def put_scenario(self, name, **scenario):
        return self.request("PUT", "scenarios/" + _segment(name), scenario)

    def delete_scenario(self, name):
        return self.request("DELETE", "scenarios/" + _segment(name))

    def scenario_rules(self, rules):
        """All rules of the account: [{"job": "nightly-*", "scenario": "failed"}, ...]."""
        return self.request("PUT", "scenario-rules", {"rules": rules})

    def default_scenario(self, scenario):
        """A name, or {"scenario": name, "phase": ..., "reason": ...}; None: as started."""
        if scenario is None:
            return self.request("DELETE", "default-scenario")
        return self.request("PUT", "default-scenario", {"default_scenario": scenario})

    def job(self, name):
        return self.request("GET", "jobs/" + _segment(name), region=self.region)

    def timeline(self, name):
        return self.request("GET", f"jobs/{_segment(name)}/timeline", region=self.region)

    def advance_job(self, name, to="next-phase", *, by=None):
        """to: "next-phase", "end" or the name of a phase; or `by` a nominal duration."""
        body = {"to": to} if by is None else {"by": _duration(by)}
        path = f"jobs/{_segment(name)}/advance"
        return self.request("POST", path, body, region=self.region)

    # What goes wrong

    def fault(self, **rule):
        """Adds a rule; returns it with its id."""
        return self.request("POST", "faults", rule)["faults"][0]

    def faults(self):
        return self.request("GET", "faults")["faults"]

    def clear_faults(self):
        return self.request("DELETE", "faults")["removed"]

    # What was called

    def find(self, **query):
        """The journal's entries that fit, oldest first."""
        return self.request("POST", "journal/find", query)["entries"]

    def count(self, operation=None, **query):
        """How many calls fit; exact, or an error that says that old entries are gone."""
        if operation is not None:
            query["operation"] = operation
        counted = self.request("POST", "journal/count", query)
        if not counted["exact"]:
            raise LookupError(f"old journal entries are gone: {counted}")
        return counted["count"]

    def near_misses(self):
        return self.request("GET", "near-misses")["near_misses"]

    def clear_journal(self):
        return self.request("DELETE", "journal")["removed"]

    # Waiting

    def wait(self, job, status="Completed", *, timeout=DEFAULT_WAIT, **more):
        """Until the job has the status, or one of a list; WaitTimeout if it takes too long.

        A job that ends otherwise is an AutopilotError at once.
        """
        body = {"job": job, "status": status, "region": self.region, **more}
        return self._wait(body, timeout)["job"]

    def wait_for_calls(self, operation, count=1, *, timeout=DEFAULT_WAIT, **query):
        """Until the operation was called so often."""
        return self._wait({"operation": operation, "count": count, **query}, timeout)["count"]

    # State

    def reset(self):
        """Forgets jobs, settings, faults and journal of the account."""
        return self.request("POST", "reset")

    def snapshot(self, name):
        return self.request("PUT", "snapshots/" + _segment(name))

    def restore(self, name):
        return self.request("POST", f"snapshots/{_segment(name)}/restore")

    def export_state(self):
        """JSON lines that `import_state` takes back."""
        with self._send("GET", self._control_url("export", {})) as answer:
            return answer.read().decode()

    def import_state(self, lines):
        url = self._control_url("import", {})
        with self._send("POST", url, lines.encode()) as answer:
            return json.load(answer)

    # The SageMaker API

    def client(self, **config):
        """A boto3 client of this account; `config` goes to botocore.config.Config."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "sagemaker",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.account,
            aws_secret_access_key="any",
            config=Config(proxies={}, **config),
        )

    def call(self, operation, **members):
        """A SageMaker call without an SDK."""
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "SageMaker." + operation,
            # Whose call it is; the server accepts any signature.
            "Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/{self.region}"
            "/sagemaker/aws4_request, SignedHeaders=host, Signature=0",
        }
        body = json.dumps(members).encode()
        with self._send("POST", self.endpoint + "/", body, headers) as answer:
            return json.loads(answer.read() or b"{}")

    # Requests

    def request(self, method, path, body=None, **query):
        """Any control request: its answer as a dictionary."""
        data = None if body is None else json.dumps(body).encode()
        with self._send(method, self._control_url(path, query), data) as answer:
            return json.load(answer)

    def _wait(self, body, timeout):
        body = {**body, "timeout": _duration(timeout)}
        url = self._control_url("wait", {})
        try:
            with self._send("POST", url, json.dumps(body).encode(), seconds=MOST_WAIT) as answer:
                return json.load(answer)
        except AutopilotError as error:
            if error.status == 408:
                raise WaitTimeout(error.status, error.answer) from None
            raise

    def _control_url(self, path, query):
        query = urllib.parse.urlencode({"account": self.account, **query})
        return f"{self.endpoint}/_autopilot/{path}?{query}"

    def _send(self, method, url, body=None, headers=None, *, seconds=ANSWER_SECONDS):
        request = urllib.request.Request(url, body, headers or {}, method=method)
        if self._token is not None:
            request.add_header("X-Autopilot-Token", self._token)
        # A proxy of the environment is not meant for this server.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            return opener.open(request, timeout=seconds)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            try:
                answer = json.loads(text)
            except ValueError:
                answer = {"message": text}
            raise AutopilotError(error.code, answer) from None


@contextlib.contextmanager
def running(program, *options):
    """Runs the program on a free port while the block lasts; gives its address."""
    command = [program, "--port", "0", "--in-memory", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            log = []
            for line in process.stdout:
                log.append(line)
                _, ready, address = line.partition("ready on ")
                if ready:
                    break
            else:
                raise RuntimeError("Autopilot Local did not start:\n" + "".join(log))
            # A full pipe would stop the server.
            drain = threading.Thread(target=process.stdout.read, daemon=True)
            drain.start()
            yield address.split()[0]
        finally:
            process.terminate()
        drain.join()


def account_of(test_name):
    """An account for a test alone, the same in every run: so its draws are the same too."""
    digest = hashlib.sha256(test_name.encode()).hexdigest()
    return format(int(digest, 16) % 10**12, "012d")


def _segment(name):
    return urllib.parse.quote(name, safe="")


def _duration(value):
    if isinstance(value, datetime.timedelta):
        return value.total_seconds() * 1000
    return value


def _time(value):
    return value.timestamp() if isinstance(value, datetime.datetime) else value


try:
    import pytest
except ImportError:
    pytest = None

if pytest is not None:

    @pytest.fixture(scope="session")
    def autopilot_server():
        """The address of the server: $AUTOPILOT_PROGRAM is started, else one must be running."""
        program = os.environ.get("AUTOPILOT_PROGRAM")
        if program:
            with running(program) as address:
                yield address
        else:
            yield os.environ.get("AWS_ENDPOINT_URL_SAGEMAKER", "http://127.0.0.1:7240")

    @pytest.fixture
    def autopilot(autopilot_server, request):
        """The control API for an account that belongs to this test alone, and is empty."""
        control = AutopilotLocal(autopilot_server, account_of(request.node.nodeid))
        control.reset()
        yield control
        control.reset()

    @pytest.fixture
    def sagemaker(autopilot):
        """A boto3 client of the test's account."""
        return autopilot.client()
