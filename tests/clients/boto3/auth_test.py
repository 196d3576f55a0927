"""boto3 with right keys, wrong ones and none, where signatures are verified."""

import json
import os
import pathlib
import tempfile
import unittest
import urllib.error
import urllib.request

import kinds_test  # first: it keeps the settings of the user's AWS account out

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

LASTING = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None)
TEMPORARY = ("ASIAEXAMPLE", "temporary", "to+ken/==")
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)
UNRECOGNIZED = "The security token included in the request is invalid."


class Auth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        keys = pathlib.Path(folder.name) / "keys.json"
        entries = [
            {"access_key_id": key, "secret_access_key": secret, "account": account}
            for (key, secret, _), account in ((LASTING, "111122223333"), (TEMPORARY, "444455556666"))
        ]
        entries[1]["session_token"] = TEMPORARY[2]
        keys.write_text(json.dumps({"keys": entries}), "utf-8")
        os.chmod(keys, 0o600)
        cls.server = Server("--in-memory", "--auth", "verify", "--auth-keys", str(keys))
        cls.addClassCleanup(cls.server.stop)

    def client(self, key, secret, token, **config):
        return boto3.client(
            "sagemaker",
            region_name="us-east-1",
            endpoint_url=self.server.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(retries={"total_max_attempts": 1}, proxies={}, **config),
        )

    def assert_refused(self, code, message, client):
        with self.assertRaises(ClientError) as refused:
            client.list_auto_ml_jobs()
        self.assertEqual(refused.exception.response["Error"], {"Code": code, "Message": message})
        self.assertEqual(refused.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)

    def test_right_keys_work_each_in_its_account(self):
        kind = kinds_test.KINDS[0]
        for credentials, account in ((LASTING, "111122223333"), (TEMPORARY, "444455556666")):
            create = getattr(
                self.client(*credentials), "create_auto_ml_job" + kinds_test.version_of(kind)
            )
            arn = create(AutoMLJobName="mine", **kind["request"])["AutoMLJobArn"]
            self.assertEqual(arn, f"arn:aws:sagemaker:us-east-1:{account}:automl-job/mine")

    def test_wrong_and_unknown_keys_are_refused(self):
        key, secret, token = TEMPORARY
        self.assert_refused(
            "InvalidSignatureException", MISMATCH, self.client(LASTING[0], "wrong", None)
        )
        self.assert_refused("InvalidSignatureException", MISMATCH, self.client(key, "x", token))
        for credentials in (("AKIDOTHER", LASTING[1], None), (key, secret, None), (key, secret, "x")):
            self.assert_refused(
                "UnrecognizedClientException", UNRECOGNIZED, self.client(*credentials)
            )

    def test_an_unsigned_call_lacks_its_token(self):
        self.assert_refused(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
            self.client(*LASTING, signature_version=UNSIGNED),
        )

    def test_a_presigned_url_works_for_what_was_signed(self):
        for credentials in (LASTING, TEMPORARY):
            url = self.client(*credentials).generate_presigned_url(
                "list_auto_ml_jobs", ExpiresIn=60, HttpMethod="POST"
            )
            status, body = self.post(url, "ListAutoMLJobs")
            self.assertEqual(status, 200, body)
            self.assertIn("AutoMLJobSummaries", body)
            status, body = self.post(url, "ListTags")
            self.assertEqual(body, {"__type": "InvalidSignatureException", "message": MISMATCH})
            self.assertEqual(status, 400)

    def post(self, url, operation):
        # boto3 has signed them, too.
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"SageMaker.{operation}",
        }
        request = urllib.request.Request(url, data=b"", headers=headers, method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


if __name__ == "__main__":
    unittest.main(verbosity=2)
