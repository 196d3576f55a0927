#!/usr/bin/env bash
# Installs the packages that package-lock.json pins, unless exactly these are there already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly stamp=node_modules/.installed-from.json

if cmp --silent package-lock.json "$stamp"; then exit 0; fi
npm ci
cp package-lock.json "$stamp"
