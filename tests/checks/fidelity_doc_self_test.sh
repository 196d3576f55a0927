#!/usr/bin/env bash
# fidelity_doc.sh passes on the tree $1 and fails on each way to spoil its files.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/docs" "$tree/api/model"
failures=0

spoiled() { # tree, file, script for sed, what the check must say
  cp "$1/docs/fidelity.md" "$tree/docs/"
  cp "$1/api/model/sagemaker.json" "$tree/api/model/"
  sed -i "$3" "$tree/$2"
  local output code=0
  output=$("$here/fidelity_doc.sh" "$tree" 2>&1) || code=$?
  if ((code == 0)) || [[ $output != *"$4"* ]]; then
    printf 'sed "%s": expected a failure with "%s", got %d and:\n%s\n' "$3" "$4" "$code" "$output"
    failures=$((failures + 1))
  fi
}

readonly doc=docs/fidelity.md model=api/model/sagemaker.json
"$here/fidelity_doc.sh" "$1"
spoiled "$1" $doc 's/| observed | serverless, custodian |/| seen | serverless, custodian |/' 'no mark for'
spoiled "$1" $doc 's/| observed | serverless, custodian |/| observed, ours | serverless |/' 'no mark for'
spoiled "$1" $doc 's/| observed | serverless, custodian |/| observed | nobody |/' 'no such source: nobody'
spoiled "$1" $doc 's/| observed | serverless, custodian |/| observed | decision |/' 'a decision is ours'
spoiled "$1" $doc '/^| \*\*all\*\*/s/[0-9][0-9]*/1/' 'the counts at the top are wrong'
spoiled "$1" $doc '/^| `CandidateSteps.CandidateStepArn`/d' 'no row for the member CandidateSteps.CandidateStepArn'
spoiled "$1" $doc 's/^## StopAutoMLJob/## Stop/' 'no table for StopAutoMLJob'
spoiled "$1" $model 's/"AutoMLJobSummaries": {/"New": {"shape": "Url"}, &/' 'ListAutoMLJobs: no row for the member New'
spoiled "$1" $model 's/"BacktestResults": {/"New": {"shape": "Url"}, &/' 'no row for the member CandidateProperties.CandidateArtifactLocations.New'
((failures == 0)) || exit 1
echo 'every way to spoil the files is found'
