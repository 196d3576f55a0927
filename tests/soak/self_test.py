"""The soak notices what it is there for: growth in what was measured, and answers that nobody has
asked for."""

import contextlib
import pathlib
import random
import tempfile
import time
import types
import unittest
from dataclasses import replace

import faults
import kinds
import owner_acts
import server
from account import AccountLoad, Reader
from client import Client
from evaluator import MB, Limits, judge, slope
from owner import Owner
from sampler import Sample, look
from states import Window, has_ended, states_of
from tally import Tally, quantile
from workers import Place

LONGEST = 100  # seconds, of which one or two are needed
SECONDS = 100
LIMITS = Limits(rss_growth=3 * MB, log=20 * MB, file=50 * MB, file_growth=MB, fds=40)
FLAT = [Sample(float(second), 30 * MB, 31 * MB, 7, 150, MB, 4 * MB, second * 0.1)
        for second in range(1, SECONDS)]


def changed(change):
    """FLAT with what `change` gives for each second."""
    return [replace(sample, **change(sample.seconds)) for sample in FLAT]


class OfTheEvaluator(unittest.TestCase):
    def reasons(self, samples):
        return judge(samples, SECONDS, LIMITS)[1]

    def assert_reason(self, part, samples):
        reasons = self.reasons(samples)
        self.assertEqual(len(reasons), 1, reasons)
        self.assertIn(part, reasons[0])

    def test_what_is_level_passes(self):
        self.assertEqual(self.reasons(FLAT), [])

    def test_noise_passes(self):
        noise = random.Random(1)
        self.assertEqual(self.reasons(changed(
            lambda _: {"rss": int(30 * MB + noise.uniform(-2, 2) * MB),
                       "fds": 150 + noise.randint(-15, 15)})), [])

    def test_growth_while_warming_up_passes(self):
        self.assertEqual(self.reasons(changed(
            lambda second: {"rss": int(min(second, 25) * MB), "threads": 5 + (second > 10)})), [])

    def test_slow_growth_is_reported_with_its_figures(self):
        growing = changed(lambda second: {"rss": int((30 + 0.06 * second) * MB)})
        self.assert_reason("memory grows after the warm-up: by 4.1 MB on the line", growing)
        self.assertAlmostEqual(judge(growing, SECONDS, LIMITS)[0].by_line, 0.06 * 69 * MB, delta=1)

    def test_growth_in_steps_is_reported(self):
        self.assert_reason("memory grows", changed(
            lambda second: {"rss": (30 + int(second / 20) * 2) * MB}))

    def test_late_growth_is_reported(self):
        self.assert_reason("memory grows", changed(
            lambda second: {"rss": 30 * MB + max(0, int(second - 80)) * MB}))

    def test_a_long_log_is_reported_whenever_it_was(self):
        self.assert_reason("write-ahead log had 21.0 MB", changed(
            lambda second: {"log": (21 if second == 3 else 4) * MB}))

    def test_a_large_file_is_reported(self):
        self.assert_reason("database had 51.0 MB", changed(lambda _: {"file": 51 * MB}))

    def test_a_file_that_grows_is_reported(self):
        self.assert_reason("database grows after the warm-up: by 1.6 MB", changed(
            lambda second: {"file": int(second * 0.03 * MB)}))

    def test_another_thread_is_reported(self):
        self.assert_reason("threads", changed(lambda second: {"threads": 7 + (second > 60)}))

    def test_descriptors_that_stay_open_are_reported(self):
        self.assert_reason("open descriptors", changed(lambda second: {"fds": 150 + int(second)}))

    def test_without_samples_nothing_passes(self):
        self.assertEqual(self.reasons(FLAT[:30]), ["only 1 samples after the warm-up"])

    def test_the_slope_is_that_of_the_line(self):
        self.assertAlmostEqual(slope([(x, 5 - 2 * x) for x in range(9)]), -2)

    def test_quantiles_are_2_percent_exact(self):
        tally = Tally()
        for each in range(1, 1001):
            tally.answered("x", each / 1000)
        self.assertAlmostEqual(quantile(tally.latencies["x"], 0.5), 0.5, delta=0.02)
        self.assertAlmostEqual(quantile(tally.latencies["x"], 0.99), 0.99, delta=0.03)
        self.assertEqual(tally.longest["x"], 1)


class OfAnInstant(unittest.TestCase):
    job = types.SimpleNamespace(transitions=(("1", "Starting", "InProgress"), ("3", "c", ""),
                                             ("5", "Completed", "Completed")))

    def test_what_happens_in_the_very_millisecond_may_have_happened(self):
        for first, last, states, ended in (("2", "2", {"Starting"}, False),
                                           ("5", "5", {"Starting", "Completed"}, None),
                                           ("4", "6", {"Starting", "Completed"}, None),
                                           ("6", "6", {"Completed"}, True)):
            window = Window(first, last)
            self.assertEqual({what for what, _ in states_of(self.job, window)}, states)
            self.assertEqual(has_ended(self.job, window), ended)

    def test_a_plan_of_another_kind_is_noticed(self):
        transitions = (("1", "Starting", "InProgress"), ("2", "Failed", "Failed"))
        kinds.check_plan("job-1", ("Starting", "Failed"), transitions)
        kinds.check_plan("ruled-1", None, transitions)
        for expected in (("Starting", "Completed"), ("Starting",), ("Starting", *2 * ("Failed",))):
            with self.assertRaises(AssertionError):
                kinds.check_plan("job-1", expected, transitions)


class OfTheServer(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        log = stack.enter_context(open(work / "log", "wb"))
        self.server = server.Server(work / "data", "normal", log)
        stack.callback(self.server.kill)
        self.server.wait_until_ready()
        self.folder = work / "data"
        options = types.SimpleNamespace(seed=1, pause=0.001, fault_window=(0, 1), warm_up_until=0,
                                        deadline=time.monotonic() + LONGEST)
        self.tally = Tally()
        self.load = AccountLoad(0, "frozen", Place(self.server.port), self.tally, options)
        # Another client of the account, of which its owner does not know.
        self.stranger = server.Client(self.server.port, self.load.account.id)
        stack.callback(self.stranger.close)

    def client(self):
        client = Client(self.load.place, self.load.account.id, self.tally, self.load.ledger)
        self.addCleanup(client.close)
        return client

    def work(self, interfere=lambda: None):
        """The problems of two rounds, or of as many as it takes until there is one, in which the
        stranger does something again and again."""
        threads = [Owner(self.load, self.client()), Reader(self.load, 0, self.client())]
        for thread in threads:
            thread.start()
        while not self.tally.problems and self.tally.checks["whole accounts"] < 2 and (
                not self.load.is_over):
            interfere()
            time.sleep(0.02)
        self.load.options.deadline = 0
        for thread in threads:
            thread.join()
        return self.tally.problems

    def assert_problem(self, part, problems):
        self.assertTrue(any(part in problem for problem in problems), problems)

    def test_nothing_is_reported_when_nobody_interferes(self):
        self.assertEqual(self.work(), [])
        self.assertGreater(self.tally.checks["of an account as known"], 10)
        self.assertGreater(self.tally.checks["whole accounts"], 0)
        self.assertGreater(look(self.server.pid, self.folder, 0).rss, MB)

    def test_an_error_that_nobody_has_asked_for_is_reported_with_its_request(self):
        self.assert_problem("answered 500", self.work(lambda: self.stranger.control(
            "POST", "faults", {"error": "InternalFailure", "times": 1})))

    def test_a_broken_connection_that_nobody_has_asked_for_is_reported(self):
        self.assert_problem("was not answered", self.work(lambda: self.stranger.control(
            "POST", "faults", {"connection": "reset", "times": 1})))

    def test_a_job_that_nobody_has_stopped_is_reported(self):
        def interfere():
            for name in list(self.load.account.jobs):
                self.stranger.api("StopAutoMLJob", {"AutoMLJobName": name})
        self.work(interfere)
        self.assertTrue(self.tally.problems)

    def test_a_clock_that_moves_by_itself_is_reported(self):
        self.work(lambda: self.stranger.control("POST", "clock/advance", {"by": 1000}))
        self.assertTrue(self.tally.problems)

    def test_calls_that_nobody_has_made_are_reported(self):
        self.assert_problem("were sent", self.work(lambda: self.stranger.api("ListAutoMLJobs", {})))

    def test_faults_that_struck_otherwise_than_seen_are_reported(self):
        client = self.client()
        rule = faults.Rule("fault-1-0", {"id": "fault-1-0", "operation": "*", "times": 9,
                                         "error": {"type": "SlowDown", "status": 503,
                                                   "message": "asked for by fault-1-0"}}, "error")
        self.load.ledger.use([rule])
        client.control("PUT", "faults", [rule.body])
        owner = Owner(self.load, client)
        for each in (client, self.stranger):
            with contextlib.suppress(faults.Struck):
                each.api("ListAutoMLJobs", {})
        with self.assertRaisesRegex(AssertionError, "struck 2 times, met 1 times"):
            owner._check_faults()

    def test_a_describe_answer_in_the_wrong_phase_is_an_error(self):
        client = self.client()
        owner = Owner(self.load, client)
        owner._begin()
        account = self.load.account
        name = "job-1"
        act, _ = owner_acts.create(account, random.Random(3), name)
        owner._do(act)
        wrong = replace(self.load.account.jobs[name],
                        transitions=(("2029", "Completed", "Completed"),))
        self.load.account = self.load.account.with_job(wrong)
        with self.assertRaisesRegex(AssertionError, "is described as"):
            owner._do(owner_acts.describe(self.load.account, random.Random(3), name,
                                          owner._window_now))


if __name__ == "__main__":
    unittest.main(verbosity=2)
