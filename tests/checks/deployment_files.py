#!/usr/bin/python3
"""The workflows and compose files of the tree argv[1] are YAML that their readers will accept.

They run elsewhere, on GitHub and with Docker, so what can be known here is checked here: syntax,
the structure that each reader wants, pinned versions, and that every file they name exists.
"""

import os
import pathlib
import re
import subprocess
import sys

import yaml

PINNED_ACTION = re.compile(r"^[\w.-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})$")
PINNED_IMAGE = re.compile(r"^[\w./-]+(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$")
SCRIPT = re.compile(r"(?<![\w./-])(?:\./)?((?:[\w.-]+/)*[\w.-]+\.(?:sh|py))(?![\w/])")
OWN_IMAGE = "autopilot-local"


class UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML lets the last of two equal keys win in silence."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"two keys {key!r}", node.start_mark)
        return super().construct_mapping(node, deep)


def parse(text):
    """The mapping that `text` is, and what is wrong with it."""
    try:
        content = yaml.load(text, UniqueKeyLoader)
    except yaml.YAMLError as error:
        return {}, [f"is not YAML: {error}"]
    return (content, []) if isinstance(content, dict) else ({}, ["is not a mapping"])


def step_problems(step, root):
    if not isinstance(step, dict) or ("uses" in step) == ("run" in step):
        yield "wants either 'uses' or 'run'"
        return
    if "uses" in step and not PINNED_ACTION.match(step["uses"]):
        yield f"{step['uses']} is not pinned to a version"
    file = (step.get("with") or {}).get("file")
    if file and not (root / file).is_file():
        yield f"there is no {file}"
    if "run" in step:
        # An expression of GitHub's stands for a word of the shell.
        script = re.sub(r"\$\{\{.*?\}\}", "expression", step["run"])
        shell = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        if shell.returncode != 0:
            yield f"no shell script: {shell.stderr.strip()}"
        for path in SCRIPT.findall(script):
            if not os.access(root / path, os.X_OK):
                yield f"there is no program {path}"


def workflow_problems(text, root):
    content, problems = parse(text)
    yield from problems
    if problems:
        return
    # YAML 1.1 reads the key `on` as true.
    if not content.get(True, content.get("on")):
        yield "says not when to run ('on')"
    jobs = content.get("jobs") or {}
    if not jobs:
        yield "has no jobs"
    for name, job in jobs.items():
        if "runs-on" not in job:
            yield f"job {name} has no runs-on"
        if "timeout-minutes" in job and not isinstance(job["timeout-minutes"], int):
            yield f"job {name}: timeout-minutes is not a number"
        needs = job.get("needs", [])
        for needed in [needs] if isinstance(needs, str) else needs:
            if needed not in jobs:
                yield f"job {name} needs {needed}, which does not exist"
        steps = job.get("steps") or []
        if not steps:
            yield f"job {name} has no steps"
        for number, step in enumerate(steps, 1):
            for problem in step_problems(step, root):
                yield f"job {name}, step {number}: {problem}"


def default_of(value):
    """What Compose makes of ${NAME:-default} when NAME is not set."""
    return re.sub(r"\$\{\w+(?::-([^}]*))?\}", lambda match: match.group(1) or "", value)


def service_problems(service, content, folder):
    if not {"image", "build", "extends"} & service.keys():
        yield "has neither image, build nor extends"
    image = default_of(service.get("image", OWN_IMAGE))
    if image != OWN_IMAGE and not PINNED_IMAGE.match(image):
        yield f"the image {image} is not pinned to a version"
    if "build" in service:
        context = folder / service["build"]["context"]
        if not (context / service["build"]["dockerfile"]).is_file():
            yield f"there is no {service['build']['dockerfile']} in its build context"
    if "extends" in service:
        other = folder / service["extends"]["file"]
        services = parse(other.read_text())[0].get("services", {}) if other.is_file() else {}
        if service["extends"]["service"] not in services:
            yield f"extends a service that {other.name} does not have"
    for port in service.get("ports", []):
        if not default_of(port).startswith("127.0.0.1:"):
            yield f"publishes {port} to the whole network"
    for volume in service.get("volumes", []):
        name = volume.split(":")[0]
        if not name.startswith((".", "/", "$")) and name not in (content.get("volumes") or {}):
            yield f"the volume {name} is not declared"
    for other, wanted in service.get("depends_on", {}).items():
        needed = content["services"].get(other)
        if needed is None:
            yield f"depends on {other}, which does not exist"
        elif wanted.get("condition") == "service_healthy" and "healthcheck" not in needed:
            yield f"waits for the health of {other}, which has no healthcheck"


def compose_problems(text, folder):
    content, problems = parse(text)
    yield from problems
    if problems:
        return
    if not content.get("services"):
        yield "has no services"
    for name, service in (content.get("services") or {}).items():
        for problem in service_problems(service, content, folder):
            yield f"service {name}: {problem}"


def main(root):
    workflows = sorted((root / ".github/workflows").glob("*.y*ml"))
    compose_files = sorted((root / "docker").glob("compose*.y*ml"))
    problems = [f"{file.relative_to(root)}: {problem}"
                for file in workflows for problem in workflow_problems(file.read_text(), root)]
    problems += [f"{file.relative_to(root)}: {problem}"
                 for file in compose_files for problem in compose_problems(file.read_text(), file.parent)]
    if not workflows or not compose_files:
        problems.append("no workflows or no compose files were found")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(workflows)} workflows and {len(compose_files)} compose files are in order")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
