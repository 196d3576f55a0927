#!/usr/bin/env python3
"""Unpacks a saved image: unpack-image.py ARCHIVE FOLDER.

FOLDER gets root/ (its layers on top of each other), config.json (the image's configuration) and
files of one item a line for shell scripts: environment, entrypoint, healthcheck, user, workdir,
layer-bytes (the sum of the uncompressed layers).
"""

import json
import pathlib
import subprocess
import sys
import tarfile

archive, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
root = folder / "root"
root.mkdir(parents=True)

with tarfile.open(archive) as saved:
    manifest = json.load(saved.extractfile("manifest.json"))[0]
    image = json.load(saved.extractfile(manifest["Config"]))
    layer_bytes = 0
    for name in manifest["Layers"]:
        # GNU tar rather than tarfile: it keeps owners and modes.
        layer = saved.extractfile(name).read()
        if layer[:2] == b"\x1f\x8b":
            sys.exit(f"{name} is compressed: its size says nothing about the image's")
        layer_bytes += len(layer)
        subprocess.run(
            ["tar", "--extract", "--same-owner", "--same-permissions", "--directory", root],
            input=layer, check=True)

whiteouts = list(root.rglob(".wh.*"))
if whiteouts:
    sys.exit(f"a layer deletes what another brought: {whiteouts}")

config = image["config"]
lists = {
    "environment": config["Env"],
    "entrypoint": config["Entrypoint"],
    "healthcheck": config["Healthcheck"]["Test"],
    "user": [config["User"]],
    "workdir": [config["WorkingDir"]],
    "layer-bytes": [str(layer_bytes)],
}
(folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
for name, lines in lists.items():
    (folder / name).write_text("".join(line + "\n" for line in lines))
