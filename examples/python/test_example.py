"""Tests of a pipeline, with autopilot_local.py. Run them with pytest:

    AUTOPILOT_PROGRAM=build/release/server/autopilot-local pytest examples/python

or, with a server that runs on http://127.0.0.1:7240, without the variable.
"""

import threading
import time

import pytest

from autopilot_local import WaitTimeout, autopilot, autopilot_server, sagemaker  # noqa: F401  fixtures

REQUEST = {
    "InputDataConfig": [
        {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train.csv"}},
            "TargetAttributeName": "churned",
        }
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://data/output"},
    "ProblemType": "BinaryClassification",
    "AutoMLJobObjective": {"MetricName": "AUC"},
    "RoleArn": "arn:aws:iam::123456789012:role/autopilot",
}


def train(client, name, poll_seconds=30, **more):
    """What stands for your pipeline here: starts a job, polls it to its end, returns its best score."""
    client.create_auto_ml_job(AutoMLJobName=name, **REQUEST, **more)
    while True:
        job = client.describe_auto_ml_job(AutoMLJobName=name)
        if job["AutoMLJobStatus"] == "Completed":
            return job["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]["Value"]
        if job["AutoMLJobStatus"] in ("Failed", "Stopped"):
            raise RuntimeError(job.get("FailureReason", "stopped"))
        time.sleep(poll_seconds)


def test_time_stands_still_until_the_test_moves_it(autopilot, sagemaker):
    autopilot.freeze()
    autopilot.set_clock("2030-01-31T12:00:00Z")
    sagemaker.create_auto_ml_job(AutoMLJobName="nightly", **REQUEST)

    autopilot.advance("PT10M", unit="nominal")  # ten minutes of the real service's time
    job = sagemaker.describe_auto_ml_job(AutoMLJobName="nightly")
    assert job["AutoMLJobSecondaryStatus"] == "FeatureEngineering"

    autopilot.advance("PT24H")
    job = sagemaker.describe_auto_ml_job(AutoMLJobName="nightly")
    assert job["AutoMLJobStatus"] == "Completed"
    assert job["CreationTime"].isoformat() == "2030-01-31T12:00:00+00:00"


def test_the_job_is_sent_to_a_phase(autopilot, sagemaker):
    autopilot.freeze()
    sagemaker.create_auto_ml_job(AutoMLJobName="nightly", **REQUEST)
    autopilot.advance_job("nightly", "ModelTuning")
    job = sagemaker.describe_auto_ml_job(AutoMLJobName="nightly")
    assert job["AutoMLJobSecondaryStatus"] == "ModelTuning"
    autopilot.advance_job("nightly", "end")
    assert autopilot.job("nightly")["AutoMLJobStatus"] == "Completed"


def test_a_poller_sees_every_phase(autopilot, sagemaker):
    autopilot.progression("manual")  # each answered describe call moves the job one phase
    sagemaker.create_auto_ml_job(AutoMLJobName="nightly", **REQUEST)
    seen = []
    while not seen or seen[-1] != "Completed":
        job = sagemaker.describe_auto_ml_job(AutoMLJobName="nightly")
        seen.append(job["AutoMLJobSecondaryStatus"])
    assert seen == [
        "Starting",
        "AnalyzingData",
        "FeatureEngineering",
        "ModelTuning",
        "GeneratingExplainabilityReport",
        "GeneratingModelInsightsReport",
        "Completed",
    ]


def test_a_job_is_at_its_end_at_once(autopilot, sagemaker):
    autopilot.progression("immediate")
    assert 0.5 < train(sagemaker, "nightly") < 1


def test_a_failing_job_is_reported(autopilot, sagemaker):
    autopilot.progression("immediate")
    autopilot.default_scenario({"scenario": "failed", "reason": "No data for {job_name}."})
    with pytest.raises(RuntimeError, match="No data for nightly."):
        train(sagemaker, "nightly")


def test_some_jobs_fail_by_their_names(autopilot, sagemaker):
    autopilot.scenario_rules(
        [
            {"job": "nightly-*", "scenario": "capacity-error", "progression": "immediate"},
            {"job": "*", "progression": "immediate"},
        ]
    )
    with pytest.raises(RuntimeError, match="CapacityError"):
        train(sagemaker, "nightly-1")
    assert train(sagemaker, "weekly-1") > 0.5


def test_a_job_fails_by_its_tag(autopilot, sagemaker):
    autopilot.progression("immediate")
    tags = [
        {"Key": "autopilot-local:scenario", "Value": "failed"},
        {"Key": "autopilot-local:phase", "Value": "ModelTuning"},
        {"Key": "autopilot-local:reason", "Value": "Out of luck."},
    ]
    with pytest.raises(RuntimeError, match="Out of luck."):
        train(sagemaker, "nightly", Tags=tags)


def test_the_score_is_what_the_test_says(autopilot, sagemaker):
    autopilot.progression("immediate")
    autopilot.put_scenario("weak", candidates={"count": 3, "metrics": {"AUC": {"min": 0.51, "max": 0.55}}})
    autopilot.default_scenario("weak")
    assert train(sagemaker, "nightly") == pytest.approx(0.55)


def test_a_throttled_call_is_tried_again(autopilot, sagemaker):
    autopilot.progression("immediate")
    autopilot.fault(operation="CreateAutoMLJob", times=2, error="ThrottlingException")
    train(sagemaker, "nightly")
    assert autopilot.count("CreateAutoMLJob", error_type="ThrottlingException") == 2
    assert autopilot.count("CreateAutoMLJob", error_type="") == 1


def test_what_the_pipeline_called(autopilot, sagemaker):
    autopilot.progression("manual", times=2)
    train(sagemaker, "nightly", poll_seconds=0)

    assert autopilot.count("CreateAutoMLJob") == 1
    assert autopilot.count("DescribeAutoMLJob", job="nightly") == 13  # two for each phase, and the end
    assert autopilot.count("Stop*") == 0
    [entry] = autopilot.find(
        operation="CreateAutoMLJob",
        request=[
            {"pointer": "/AutoMLJobObjective/MetricName", "equals": "AUC"},
            {"pointer": "/RoleArn", "matches": "arn:aws:iam::*:role/autopilot"},
            {"pointer": "/ModelDeployConfig", "exists": False},
        ],
    )
    assert entry["status"] == 200
    assert entry["request"]["AutoMLJobName"] == "nightly"


def test_waiting_without_sleeping(autopilot, sagemaker):
    autopilot.progression("immediate")
    threading.Thread(target=train, args=(sagemaker, "nightly")).start()
    autopilot.wait_for_calls("CreateAutoMLJob", timeout="PT10S")
    assert autopilot.wait("nightly")["AutoMLJobStatus"] == "Completed"


def test_a_job_that_never_ends(autopilot, sagemaker):
    autopilot.default_scenario("stuck")
    sagemaker.create_auto_ml_job(AutoMLJobName="nightly", **REQUEST)
    with pytest.raises(WaitTimeout):
        autopilot.wait("nightly", timeout=50)


def test_a_snapshot_is_brought_back(autopilot, sagemaker):
    autopilot.freeze()
    sagemaker.create_auto_ml_job(AutoMLJobName="nightly", **REQUEST)
    autopilot.advance_job("nightly", "ModelTuning")
    autopilot.snapshot("tuning")

    autopilot.advance_job("nightly", "end")
    autopilot.restore("tuning")
    assert autopilot.job("nightly")["AutoMLJobSecondaryStatus"] == "ModelTuning"
