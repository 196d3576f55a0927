#!/usr/bin/env python3
"""Runs docs/testing-guide.md against the real program.

Its sh blocks run one after the other, in one shell, against a fresh server; a text block right behind one
is what it prints, where "…" stands for any text. Its python and js blocks are parts of the examples, which
have tests of their own. Its json blocks are start-up files, which a server is started with.
"""

import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "testing-guide.md"
sys.path.insert(0, str(ROOT / "examples" / "python"))

from autopilot_local import AutopilotLocal, running  # noqa: E402  found by the line above

PROGRAM = os.environ["AUTOPILOT_PROGRAM"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(?:\n```text\n(.*?)^```$)?", re.M | re.S)
EXAMPLES = {
    "python": ROOT / "examples" / "python" / "test_example.py",
    "js": ROOT / "examples" / "javascript" / "example.test.mjs",
}


def blocks(language):
    """(line, text, what it prints or None) of each block of the language."""
    guide = GUIDE.read_text("utf-8")
    for match in BLOCK.finditer(guide):
        if match[1] == language:
            yield guide.count("\n", 0, match.start()) + 2, match[2], match[3]


def environment(endpoint):
    """No settings of the user's reach the CLI or curl."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "AUTOPILOT_"))}
    return {
        **kept,
        "ENDPOINT": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": "*",
        "no_proxy": "*",
    }


def matches(expected, printed):
    pattern = ".*?".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, printed) is not None


def check_shell(folder):
    shell_blocks = list(blocks("sh"))
    script = ["set -eu", f"cd {folder}"]
    for number, (_, text, _) in enumerate(shell_blocks):
        script.append(f"{{\n{text}}} >{number}.out 2>{number}.err\n")
    with running(PROGRAM) as endpoint:
        ended = subprocess.run(
            ["bash", "-c", "\n".join(script)], env=environment(endpoint), stdin=subprocess.DEVNULL
        )
    for number, (line, _, expected) in enumerate(shell_blocks):
        out, err = folder / f"{number}.out", folder / f"{number}.err"
        if not out.exists():
            print(f"only {number} of {len(shell_blocks)} sh blocks ran")
            return
        printed = out.read_text("utf-8")
        wrong = [
            (want, got)
            for want, got in zip_lines((expected or "").splitlines(), printed.splitlines())
            if not matches(want, got)
        ]
        if wrong:
            yield f"{GUIDE}:{line}: it prints something else:\n" + "".join(
                f"  guide: {want}\n  is:    {got}\n" for want, got in wrong
            ) + err.read_text("utf-8")
        elif ended.returncode and not (folder / f"{number + 1}.out").exists():
            yield f"{GUIDE}:{line}: it fails:\n{err.read_text('utf-8')}"
    print(f"{len(shell_blocks)} sh blocks ran")


def zip_lines(expected, printed):
    longest = max(len(expected), len(printed))
    missing = "(no line)"
    for number in range(longest):
        yield (
            expected[number] if number < len(expected) else missing,
            printed[number] if number < len(printed) else missing,
        )


def check_examples():
    for language, example in EXAMPLES.items():
        text = example.read_text("utf-8")
        count = 0
        for line, block, _ in blocks(language):
            count += 1
            if block.startswith("from autopilot_local import"):
                continue  # of conftest.py; the examples import more in one line
            if block in text:
                continue
            name = block.splitlines()[0]
            at = text.find(name)
            near = text[at : at + len(block)] if at >= 0 else ""
            difference = difflib.unified_diff(
                near.splitlines(), block.splitlines(), example.name, GUIDE.name, lineterm=""
            )
            yield f"{GUIDE}:{line}: it is not in {example.name}:\n" + "\n".join(difference)
        print(f"{count} {language} blocks compared")
        if not count:
            yield f"there is no {language} block"


def check_start_up_files(folder):
    start = [json.loads(text) for _, text, _ in blocks("json")]
    [keys] = [content for content in start if "keys" in content]
    [scenarios] = [content for content in start if "scenarios" in content]
    [requests] = [content for content in start if isinstance(content, list)]
    init = folder / "init"
    init.mkdir()
    (init / "10-scenarios.json").write_text(json.dumps(scenarios), "utf-8")
    (init / "20-requests.json").write_text(json.dumps(requests), "utf-8")
    scenario_file = folder / "scenarios.json"
    scenario_file.write_text(json.dumps(scenarios), "utf-8")
    key_file = folder / "keys.json"
    key_file.write_text(json.dumps(keys), "utf-8")
    with running(PROGRAM, "--auth", "verify", "--auth-keys", str(key_file)):
        pass
    for options, source in (["--init-dir", init], "all"), (["--scenarios", scenario_file], "start"):
        with running(PROGRAM, *map(str, options)) as endpoint:
            autopilot = AutopilotLocal(endpoint, "111122223333")
            weak = autopilot.request("GET", "scenarios/weak")
            if weak["source"] != source:
                yield f"{options[0]}: the scenario is of {weak['source']}"
            if source == "all":
                if autopilot.clock()["now"] != "2030-01-31T12:00:00.000Z":
                    yield f"--init-dir: the clock is {autopilot.clock()}"
                if len(autopilot.faults()) != 1:
                    yield f"--init-dir: the faults are {autopilot.faults()}"


def check_links():
    guide = GUIDE.read_text("utf-8")
    prose = re.sub(r"^```.*?^```$", "", guide, flags=re.M | re.S)
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", prose, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        path, _, anchor = target.partition("#")
        if path and not (GUIDE.parent / path).exists():
            yield f"{GUIDE}: there is no {path}"
        if not path and anchor not in headings:
            yield f"{GUIDE}: there is no heading #{anchor}"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        problems = [
            *check_links(),
            *check_examples(),
            *check_start_up_files(folder),
            *check_shell(folder),
        ]
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
