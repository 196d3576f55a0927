"""Bodies of create requests, drawn from a generator."""

ROLE = "arn:aws:iam::123456789012:role/autopilot"


def _source(random):
    # Now and then a large one, so that the log of the database fills up.
    folder = "x" * random.choice((5, 5, 5, 900))
    return {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://bucket/{folder}"}}


def create(random, name, version):
    """(operation, body without tags)"""
    candidates = {"MaxCandidates": random.randint(1, 12)}
    body = {"AutoMLJobName": name, "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
            "RoleArn": ROLE}
    if version == 1:
        body["InputDataConfig"] = [{"DataSource": _source(random), "TargetAttributeName": "y"}]
        body["AutoMLJobConfig"] = {"CompletionCriteria": candidates}
        return "CreateAutoMLJob", body
    body["AutoMLJobInputDataConfig"] = [{"DataSource": _source(random)}]
    body["AutoMLProblemTypeConfig"] = random.choice((
        {"TabularJobConfig": {"TargetAttributeName": "y", "CompletionCriteria": candidates}},
        {"ImageClassificationJobConfig": {}},
        {"TextClassificationJobConfig": {"ContentColumn": "text", "TargetLabelColumn": "label"}},
    ))
    return "CreateAutoMLJobV2", body


def tags(random, count):
    keys = random.sample(("team", "stage", "owner", "cost", "run", "data", "note"), count)
    return tuple((key, f"value-{random.randint(0, 999)}") for key in keys)


def as_list(tags_of_job):
    return [{"Key": key, "Value": value} for key, value in tags_of_job]
