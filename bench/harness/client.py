"""A few calls by hand, where no load is wanted."""

import http.client
import json

from processes import BenchError

CREDENTIAL = "123456789012/20261127/us-east-1/sagemaker/aws4_request"


class Client:
    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, operation, body):
        self._connection.request("POST", "/", json.dumps(body), {
            "X-Amz-Target": "SageMaker." + operation,
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={CREDENTIAL}, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "5" * 64})
        response = self._connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise BenchError(f"{operation} {body}: {response.status} {text[:500]}")
        return json.loads(text)

    def close(self):
        self._connection.close()


def job_name(number):
    return f"bench-job-{number:09}"
