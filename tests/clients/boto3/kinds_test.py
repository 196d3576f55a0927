"""Every kind of job, V1 and V2, through boto3: create, poll, candidates, tags, stop; typed errors."""

import datetime
import json
import os
import pathlib
import time
import unittest

os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE"):
    os.environ.pop(name, None)

from botocore.exceptions import ClientError  # noqa: E402  after the settings above

from server import Server  # noqa: E402

KINDS = json.loads((pathlib.Path(__file__).parent.parent / "kinds.json").read_text("utf-8"))
DEADLINE_SECONDS = 60


def version_of(kind):
    return "_v2" if kind["operation"] == "CreateAutoMLJobV2" else ""


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--in-memory", "--speed", "600")
        cls.addClassCleanup(cls.server.stop)
        # Slow enough for a job to run still when the stop arrives: the shortest takes 3.6 seconds.
        cls.slow_server = Server("--in-memory", "--speed", "60")
        cls.addClassCleanup(cls.slow_server.stop)

    def setUp(self):
        self.client = self.server.client()

    def create(self, client, kind, **more):
        create = getattr(client, "create_auto_ml_job" + version_of(kind))
        return create(AutoMLJobName=kind["name"], **kind["request"], **more)["AutoMLJobArn"]

    def describe(self, client, kind):
        describe = getattr(client, "describe_auto_ml_job" + version_of(kind))
        return describe(AutoMLJobName=kind["name"])

    def wait_for_end(self, client, kind):
        """The last description, and the statuses seen before it."""
        seen = set()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            job = self.describe(client, kind)
            if job["AutoMLJobStatus"] in ("Completed", "Failed", "Stopped"):
                return job, seen
            self.assertNotIn("EndTime", job)
            seen.add(job["AutoMLJobStatus"])
            time.sleep(0.02)
        self.fail(f"{kind['name']} did not end")

    def check_echo(self, kind, job):
        for member, value in kind["request"].items():
            if not member.endswith("InputDataConfig"):
                self.assertEqual(job[member], value, member)
        self.assertEqual(job.get("AutoMLProblemTypeConfigName"), kind["expect"].get("problemType"))

    def check_candidates(self, kind, job):
        expect = kind["expect"]
        pages = self.client.get_paginator("list_candidates_for_auto_ml_job").paginate(
            AutoMLJobName=kind["name"],
            SortBy="FinalObjectiveMetricValue",
            SortOrder=expect.get("order", "Descending"),
            PaginationConfig={"PageSize": 2},
        )
        candidates = [candidate for page in pages for candidate in page["Candidates"]]
        self.assertEqual(len(candidates), expect["candidates"])
        if not candidates:
            self.assertNotIn("BestCandidate", job)
            return
        best = job["BestCandidate"]
        self.assertEqual(candidates[0]["CandidateName"], best["CandidateName"])
        objective = best["FinalAutoMLJobObjectiveMetric"]
        self.assertEqual(objective["StandardMetricName"], expect["metric"])
        locations = best["CandidateProperties"].get("CandidateArtifactLocations", {})
        self.assertEqual("BacktestResults" in locations, expect.get("backtestResults", False))
        for candidate in candidates:
            self.assertEqual(candidate["CandidateStatus"], "Completed")
            self.assertEqual(candidate["ObjectiveStatus"], "Succeeded")
            self.assertEqual(len(candidate["CandidateSteps"]), expect["steps"])
            self.assertEqual(len(candidate["InferenceContainers"]), expect["containers"])
            self.assertEqual(
                sorted(candidate.get("InferenceContainerDefinitions", {})),
                ["CPU", "GPU"] if expect.get("containerDefinitions") else [],
            )

    def check_tags(self, kind, arn):
        mine = {"Key": "kind", "Value": kind["name"]}
        later = {"Key": "later", "Value": ""}
        self.assertEqual(self.client.list_tags(ResourceArn=arn)["Tags"], [mine])
        self.client.add_tags(ResourceArn=arn, Tags=[later])
        pages = self.client.get_paginator("list_tags").paginate(ResourceArn=arn)
        self.assertEqual([tag for page in pages for tag in page["Tags"]], [later, mine])
        self.client.delete_tags(ResourceArn=arn, TagKeys=["kind"])
        self.assertEqual(self.client.list_tags(ResourceArn=arn)["Tags"], [later])

    def test_every_kind_lives_from_create_to_its_candidates_and_tags(self):
        for kind in KINDS:
            with self.subTest(kind["name"]):
                tags = [{"Key": "kind", "Value": kind["name"]}]
                arn = self.create(self.client, kind, Tags=tags)
                self.assertEqual(
                    arn, f"arn:aws:sagemaker:us-east-1:000000000000:automl-job/{kind['name']}"
                )
                job, seen = self.wait_for_end(self.client, kind)
                self.assertEqual(seen, {"InProgress"})
                self.assertEqual(job["AutoMLJobStatus"], "Completed")
                self.assertEqual(job["AutoMLJobSecondaryStatus"], kind["expect"]["secondaryStatus"])
                self.assertIsInstance(job["EndTime"], datetime.datetime)
                self.check_echo(kind, job)
                self.check_candidates(kind, job)
                self.check_tags(kind, arn)

    def test_every_kind_can_be_stopped(self):
        client = self.slow_server.client()
        for kind in KINDS:
            with self.subTest(kind["name"]):
                self.create(client, kind)
                answer = client.stop_auto_ml_job(AutoMLJobName=kind["name"])
                self.assertEqual(set(answer), {"ResponseMetadata"})
                job, seen = self.wait_for_end(client, kind)
                self.assertEqual(seen, {"Stopping"})
                self.assertEqual(job["AutoMLJobStatus"], "Stopped")
                self.assertEqual(job["AutoMLJobSecondaryStatus"], "Stopped")
                with self.assertRaises(ClientError) as stopped:
                    client.stop_auto_ml_job(AutoMLJobName=kind["name"])
                self.assertEqual(stopped.exception.response["Error"]["Code"], "ValidationException")

    def test_unknown_jobs_raise_resource_not_found(self):
        for operation in (
            "describe_auto_ml_job",
            "describe_auto_ml_job_v2",
            "list_candidates_for_auto_ml_job",
            "stop_auto_ml_job",
        ):
            with self.assertRaises(self.client.exceptions.ResourceNotFound) as missing:
                getattr(self.client, operation)(AutoMLJobName="missing")
            self.assertEqual(
                missing.exception.response["Error"]["Message"],
                "Amazon SageMaker can't find an AutoML job called missing.",
            )

    def test_duplicate_names_raise_resource_in_use(self):
        for kind in KINDS:
            twice = {**kind, "name": "twice-" + kind["name"][:20]}
            self.create(self.client, twice)
            with self.assertRaises(self.client.exceptions.ResourceInUse) as taken:
                self.create(self.client, twice)
            self.assertEqual(taken.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)

    def test_a_refused_request_is_a_client_error_with_the_text(self):
        kind = {**KINDS[0], "name": "bad", "request": {**KINDS[0]["request"], "ProblemType": "X"}}
        with self.assertRaises(ClientError) as refused:
            self.create(self.client, kind)
        self.assertEqual(
            refused.exception.response["Error"],
            {
                "Code": "ValidationException",
                "Message": "1 validation error detected: Value 'X' at 'problemType' failed to "
                "satisfy constraint: Member must satisfy enum value set: "
                "[BinaryClassification, MulticlassClassification, Regression]",
            },
        )

    def test_jobs_of_both_versions_are_listed_in_pages(self):
        client = self.server.client(access_key="111122223333")
        for kind in KINDS:
            self.create(client, kind)
        pages = client.get_paginator("list_auto_ml_jobs").paginate(
            SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 3}
        )
        names = [job["AutoMLJobName"] for page in pages for job in page["AutoMLJobSummaries"]]
        self.assertEqual(names, sorted(kind["name"] for kind in KINDS))

    def test_boto3_has_no_waiters_for_automl_jobs(self):
        self.assertEqual([name for name in self.client.waiter_names if "auto_ml" in name], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
