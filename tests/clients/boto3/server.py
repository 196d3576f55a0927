"""The real program on a free port, ended by its process id, and clients of it."""

import os
import re
import subprocess
import threading

import boto3
from botocore.config import Config


class Server:
    def __init__(self, *options):
        # A user's settings of the program must not reach the one under test.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("AUTOPILOT_LOCAL_")
        }
        self._process = subprocess.Popen(
            [os.environ["AUTOPILOT_PROGRAM"], "--port", "0", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.endpoint = None
        log = []
        for line in self._process.stdout:
            log.append(line)
            ready = re.search(r"ready on (http://\S+)", line)
            if ready:
                self.endpoint = ready.group(1)
                break
        if not self.endpoint:
            raise RuntimeError("the server did not start: " + "".join(log))
        # A full pipe would stop the server.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def client(self, access_key="test"):
        return boto3.client(
            "sagemaker",
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id=access_key,
            aws_secret_access_key="test",
            aws_session_token=None,
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )

    def stop(self):
        self._process.terminate()
        self._process.wait()
