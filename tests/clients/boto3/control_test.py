"""What a test steers, as boto3 sees it, through the module that docs/testing-guide.md gives to users."""

import datetime
import os
import pathlib
import sys
import unittest

import kinds_test  # first: it keeps the settings of the user's AWS account out

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from server import Server

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "examples" / "python"))
from autopilot_local import (  # noqa: E402  found by the line above
    AutopilotError,
    AutopilotLocal,
    WaitTimeout,
    account_of,
    running,
)

REQUEST = kinds_test.KINDS[0]["request"]
UTC = datetime.timezone.utc


class Control(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--in-memory")
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.autopilot = AutopilotLocal(self.server.endpoint, account_of(self.id()))
        self.client = self.autopilot.client()

    def create(self, name="job", **more):
        return self.client.create_auto_ml_job(AutoMLJobName=name, **{**REQUEST, **more})

    def describe(self, name="job"):
        return self.client.describe_auto_ml_job(AutoMLJobName=name)

    def test_a_throttled_create_is_tried_again(self):
        self.autopilot.fault(operation="CreateAutoMLJob", times=2, error="ThrottlingException")
        answer = self.create()
        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 2)
        self.assertEqual(self.autopilot.count(error_type="ThrottlingException"), 2)
        self.assertEqual(self.autopilot.count("CreateAutoMLJob", error_type=""), 1)

    def test_broken_connections_and_servers_are_tried_again(self):
        for fault in (
            {"connection": "reset"},
            {"connection": "empty"},
            {"error": "ServiceUnavailable"},
            {"error": "InternalFailure"},
        ):
            with self.subTest(fault):
                self.autopilot.reset()
                self.autopilot.fault(times=1, **fault)
                answer = self.create()
                self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)
                self.assertEqual(self.autopilot.count(), 2)

    def test_a_server_that_hangs_is_a_timeout(self):
        client = self.autopilot.client(read_timeout=1, retries={"total_max_attempts": 1})
        self.autopilot.fault(connection="hang", times=1)
        with self.assertRaises((ReadTimeoutError, ConnectTimeoutError)):
            client.list_auto_ml_jobs()
        self.assertEqual(client.list_auto_ml_jobs()["AutoMLJobSummaries"], [])

    def test_a_slow_answer_is_late_and_whole(self):
        self.autopilot.fault(latency={"uniform": {"min": 100, "max": "PT0.2S"}}, times=1)
        self.client.list_auto_ml_jobs()
        self.client.list_auto_ml_jobs()
        late, prompt = self.autopilot.find()
        self.assertGreaterEqual(late["latency_ms"], 100)
        self.assertEqual((late["fault_id"], late["status"]), ("fault-1", 200))
        self.assertNotIn("fault_id", prompt)

    def test_the_clock_stands_still_and_goes_on(self):
        start = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
        self.autopilot.freeze()
        self.autopilot.set_clock(start)
        self.create()
        self.assertEqual(self.describe()["CreationTime"], start)
        self.autopilot.advance(datetime.timedelta(minutes=10), unit="nominal")
        self.assertEqual(self.describe()["AutoMLJobSecondaryStatus"], "FeatureEngineering")
        clock = self.autopilot.advance("PT24H")
        self.assertTrue(clock["settled"])
        self.assertEqual(self.describe()["AutoMLJobStatus"], "Completed")
        self.assertEqual(self.autopilot.run()["mode"], "running")
        with self.assertRaises(AutopilotError) as refused:
            self.autopilot.set_clock(start)
        self.assertEqual((refused.exception.status, refused.exception.type), (409, "ConflictException"))

    def test_scenarios_of_the_test_decide_about_the_best_candidate(self):
        self.autopilot.put_scenario("good", candidates={"count": 2, "best": 2, "metrics": {"AUC": 0.75}})
        self.autopilot.scenario_rules([{"job": "good-*", "scenario": "good"}])
        self.autopilot.progression("immediate")
        self.create("good-1")
        best = self.describe("good-1")["BestCandidate"]
        self.assertEqual(best["FinalAutoMLJobObjectiveMetric"]["Value"], 0.75)
        self.create("other")
        self.assertEqual(self.describe("other")["AutoMLJobStatus"], "Completed")
        self.autopilot.default_scenario({"scenario": "failed", "reason": "Because."})
        self.create("bad")
        self.assertEqual(self.describe("bad")["FailureReason"], "Because.")

    def test_waits_end_with_the_job_or_with_their_time(self):
        self.autopilot.freeze()
        self.create()
        with self.assertRaises(WaitTimeout) as late:
            self.autopilot.wait("job", timeout=20)
        self.assertEqual(late.exception.answer["job"]["AutoMLJobStatus"], "InProgress")
        self.autopilot.advance_job("job", "end")
        self.assertEqual(self.autopilot.wait("job")["AutoMLJobStatus"], "Completed")
        self.assertEqual(self.autopilot.wait_for_calls("CreateAutoMLJob"), 1)

    def test_snapshots_and_exports_bring_jobs_back(self):
        self.create()
        self.autopilot.snapshot("one job")
        lines = self.autopilot.export_state()
        for bring_back in (
            lambda: self.autopilot.restore("one job"),
            lambda: self.autopilot.import_state(lines),
        ):
            self.autopilot.reset()
            with self.assertRaises(ClientError):
                self.describe()
            bring_back()
            self.assertEqual(self.describe()["AutoMLJobName"], "job")

    def test_a_call_without_an_sdk_is_of_the_same_account(self):
        self.autopilot.call("CreateAutoMLJob", AutoMLJobName="plain", **REQUEST)
        self.assertEqual(self.describe("plain")["AutoMLJobName"], "plain")
        with self.assertRaises(AutopilotError) as missing:
            self.autopilot.call("DescribeAutoMLJob", AutoMLJobName="missing")
        self.assertEqual(missing.exception.type, "ResourceNotFound")

    def test_the_module_runs_the_program_itself(self):
        with running(os.environ["AUTOPILOT_PROGRAM"], "--seed", "7") as endpoint:
            self.assertEqual(AutopilotLocal(endpoint).request("GET", "seed")["seed"], 7)


if __name__ == "__main__":
    unittest.main(verbosity=2)
