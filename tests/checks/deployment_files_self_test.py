#!/usr/bin/python3
"""deployment_files.py finds each kind of mistake when one is planted, and accepts what is right."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # the tests leave nothing in the tree
from deployment_files import compose_problems, workflow_problems

WORKFLOW = """
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - run: ./test.sh
  image:
    needs: test
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/build-push-action@v6
        with: {file: docker/Dockerfile}
      - run: echo ${{ github.sha }}; docker/smoke.sh x
"""

WORKFLOW_MISTAKES = [
    ("on: push", "on:", "says not when to run ('on')"),
    ("jobs:\n", "tasks:\n", "has no jobs"),
    ("on: push", "on: [push", "is not YAML"),
    ("on: push", "on: push\non: pull_request", "two keys"),
    ("    runs-on: ubuntu-24.04\n    timeout", "    timeout", "job test has no runs-on"),
    ("timeout-minutes: 10", "timeout-minutes: ten", "job test: timeout-minutes is not a number"),
    ("needs: test", "needs: tests", "job image needs tests, which does not exist"),
    ("checkout@v4", "checkout", "job test, step 1: actions/checkout is not pinned to a version"),
    ("checkout@v4", "checkout@main", "job test, step 1: actions/checkout@main is not pinned to a version"),
    ("- run: ./test.sh", "- name: x", "job test, step 2: wants either 'uses' or 'run'"),
    ("- uses: actions", "- run: a\n        uses: actions", "job test, step 1: wants either 'uses' or 'run'"),
    ("./test.sh", "./tests.sh", "job test, step 2: there is no program tests.sh"),
    ("smoke.sh", "smok.sh", "job image, step 2: there is no program docker/smok.sh"),
    ("docker/Dockerfile", "Dockerfile", "job image, step 1: there is no Dockerfile"),
    ("./test.sh", "if true; then", "job test, step 2: no shell script"),
]

COMPOSE = """
services:
  autopilot:
    image: ${IMAGE:-autopilot-local}
    build: {context: .., dockerfile: docker/Dockerfile}
    ports: ["127.0.0.1:${PORT:-7240}:7240"]
    volumes: ["data:/data"]
    depends_on:
      s3: {condition: service_healthy}
  s3:
    image: registry.example/s3:1.2
    healthcheck: {test: [CMD, "true"]}
  copy:
    extends: {file: compose.yaml, service: autopilot}
volumes:
  data:
"""

COMPOSE_MISTAKES = [
    ("services:", "service:", "has no services"),
    ("  autopilot:\n", "  autopilot: [\n", "is not YAML"),
    ("    image: registry.example/s3:1.2\n", "", "service s3: has neither image, build nor extends"),
    ("s3:1.2", "s3", "service s3: the image registry.example/s3 is not pinned to a version"),
    ("s3:1.2", "s3:latest", "service s3: the image registry.example/s3:latest is not pinned to a version"),
    ("dockerfile: docker/Dockerfile", "dockerfile: Dockerfile",
     "service autopilot: there is no Dockerfile in its build context"),
    ("127.0.0.1:", "", "service autopilot: publishes ${PORT:-7240}:7240 to the whole network"),
    ("volumes:\n  data:", "networks:\n  data:", "service autopilot: the volume data is not declared"),
    ("      s3: {", "      s4: {", "service autopilot: depends on s4, which does not exist"),
    ('    healthcheck: {test: [CMD, "true"]}\n', "",
     "service autopilot: waits for the health of s3, which has no healthcheck"),
    ("service: autopilot}", "service: auto}", "service copy: extends a service that compose.yaml does not have"),
]


class DeploymentFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "docker").mkdir()
        for name in ("docker/Dockerfile", "test.sh", "docker/smoke.sh"):
            (self.root / name).touch(mode=0o755)
        (self.root / "docker/compose.yaml").write_text(COMPOSE)

    def expect(self, check, text, folder, mistakes):
        self.assertEqual([], list(check(text, folder)))
        for right, wrong, complaint in mistakes:
            with self.subTest(complaint):
                self.assertIn(right, text)
                problems = list(check(text.replace(right, wrong, 1), folder))
                self.assertTrue(any(complaint in problem for problem in problems), problems)

    def test_mistakes_in_workflows_are_found(self):
        self.expect(workflow_problems, WORKFLOW, self.root, WORKFLOW_MISTAKES)

    def test_mistakes_in_compose_files_are_found(self):
        self.expect(compose_problems, COMPOSE, self.root / "docker", COMPOSE_MISTAKES)


unittest.main()
