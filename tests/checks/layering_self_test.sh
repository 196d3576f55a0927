#!/usr/bin/env bash
# The layering check finds each kind of violation when one is planted, and accepts what is allowed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0

# Arguments: file, its text, and the complaint expected about it ("" for none).
expect() {
  local output
  rm -rf "${root:?}"/*
  mkdir -p "$root/$(dirname "$1")"
  printf '%b' "$2" >"$root/$1"
  output=$("$here/layering.sh" "$root") && code=0 || code=$?
  if [[ -n $3 && $code -ne 0 && $output == "$1:"*": $3" ]]; then return; fi
  if [[ -z $3 && $code -eq 0 ]]; then return; fi
  printf 'planted in %s: %s\n  expected: %s\n  got (%d): %s\n' "$1" "$2" "${3:-nothing}" "$code" "$output"
  failures=$((failures + 1))
}

expect common/a.h '#include "lifecycle/plan.h"\n' 'common must not include from lifecycle'
expect lifecycle/a.cc '// text\n#include "storage/store.h"\n' 'lifecycle must not include from storage'
expect storage/a.cc '#include "control/clock.h"\n' 'storage must not include from control'
expect control/a.cc '#include "api/api.h"\n' 'control must not include from api'
expect api/operations/a.cc '#include "server/main.h"\n' 'api must not include from server'
expect datasets/a.cc '#include "storage/store.h"\n' 'datasets must not include from storage'
expect lifecycle/a.cc '#include "datasets/csv.h"\n' 'lifecycle must not include from datasets'
expect api/a.cc '#include "tests/support/clock.h"\n' 'the product must not include from tests'
expect server/a.cc '#include "bench/load.h"\n' 'the product must not include from bench'
expect api/a.cc '#include <SQLiteCpp/SQLiteCpp.h>\n' '<SQLiteCpp/...> belongs to storage only'
expect api/a.cc '#include <sqlite3.h>\n' '<sqlite3...> belongs to storage only'
expect api/a.cc '#include <boost/asio.hpp>\n' '<boost/asio...> belongs to server datasets only'
expect storage/a.cc '#include <boost/beast/http.hpp>\n' '<boost/beast...> belongs to server datasets only'
expect api/a.cc '#include <CLI/CLI.hpp>\n' '<CLI/...> belongs to server only'
expect control/a.cc '#include <prometheus/counter.h>\n' '<prometheus/...> belongs to server only'
expect storage/a.cc '#include <spdlog/spdlog.h>\n' '<spdlog/...> belongs to server only'
expect server/a.cc '#include <regex>\n' '<regex> is not used here; patterns run on RE2'
expect tests/a.cc 'std::regex pattern;\n' 'std::regex is not used here; patterns run on RE2'

expect server/a.cc '#include "api/api.h"\n#include <boost/asio.hpp>\n#include <vector>\n' ''
expect api/a.cc '#include "datasets/csv.h"\n#include "common/time.h"\n#include <re2/re2.h>\n' ''
expect storage/a.cc '#include "lifecycle/plan.h"\n#include <SQLiteCpp/SQLiteCpp.h>\n' ''
expect tests/unit/a.cc '#include "server/options.h"\n#include "storage/store.h"\n' ''
expect bench/a.cc '#include "server/http/net.h"\n#include <CLI/CLI.hpp>\n#include <sqlite3.h>\n' ''

((failures == 0)) && echo "every planted violation was found"
