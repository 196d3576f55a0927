#!/usr/bin/env bash
# examples/javascript, beside the packages of the JavaScript client tests.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp "$root"/examples/javascript/*.mjs "$folder"
ln -s "$root/tests/clients/js/node_modules" "$folder/node_modules"
node --test "$folder/example.test.mjs"
