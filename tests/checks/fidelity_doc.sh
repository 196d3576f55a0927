#!/usr/bin/env bash
# docs/fidelity.md of the tree $1: each row has one mark and known sources, the counts at the top are
# those of the tables, and every output member that the service model declares has a row.
set -euo pipefail
cd "$1"
readonly doc=docs/fidelity.md model=api/model/sagemaker.json
failures=0

complain() {
  printf '%s: %s\n' "$doc" "$1"
  failures=$((failures + 1))
}

# Lines "section<TAB>cell<TAB>cell<TAB>cell" of all tables but their heads.
rows=$(awk -F ' *[|] *' -v OFS='\t' '
  /^## / { section = substr($0, 4) }
  /^\|/ && !/^\| *(---|member or behaviour|source +\||operation)/ { print section, $2, $3, $4, $5 }' "$doc")

marked=$(awk -F '\t' '$1 != "Sources" && $1 != "Counts"' <<<"$rows")

# Each row: one mark, and sources from the list at the end ("after X" for what we took from X).
while IFS= read -r complaint; do
  [[ -z $complaint ]] || complain "$complaint"
done < <(awk -F '\t' '
  $1 == "Sources" { known[$2] = 1 }
  $1 != "Sources" && $1 != "Counts" { row[++rows] = $0 }
  END {
    for (i = 1; i <= rows; ++i) {
      split(row[i], cell, "\t")
      if (cell[3] !~ /^(observed|documented|ours)$/) print cell[1] ": no mark for: " cell[2]
      if (cell[5] != "") print cell[1] ": too many cells: " cell[2]
      if (cell[4] == "") print cell[1] ": no source for: " cell[2]
      if (cell[3] != "ours" && cell[4] ~ /decision/) print cell[1] ": a decision is ours: " cell[2]
      count = split(cell[4], from, /, |after /)
      for (j = 1; j <= count; ++j) {
        if (from[j] != "" && !(from[j] in known)) print "no such source: " from[j] " (" cell[2] ")"
      }
      if (seen[cell[1], cell[2]]++) print "written twice: " cell[1] ": " cell[2]
    }
  }' <<<"$rows")

# The counts, as the table at the top must have them.
counted=$(awk -F '\t' -v OFS=' | ' '
  !($1 in total) { order[++sections] = $1 }
  { total[$1]++; count[$1, $3]++; all[$3]++ }
  function row(name, o, d, u) { print "| " name, o + 0, d + 0, u + 0, o + d + u " |" }
  END {
    for (i = 1; i <= sections; ++i) {
      s = order[i]
      row(s, count[s, "observed"], count[s, "documented"], count[s, "ours"])
    }
    row("**all**", all["observed"], all["documented"], all["ours"])
  }' <<<"$marked")
written=$(awk '/^## / { inside = $0 == "## Counts" } inside && /^\|/ && !/^\| *(---|operation)/' "$doc")
if [[ $counted != "$written" ]]; then
  complain "the counts at the top are wrong; they are:"
  printf '%s\n' "$counted"
fi

# Lines "section path" for every output member. Echoed requests are not entered; candidates have a
# section of their own.
members=$(tr -d ' \n' <"$model" | awk '
  # Puts the members of each structure, and what lists and maps hold, into arrays.
  function read_shapes(text,    name, body, next_at) {
    while (match(text, /"[A-Za-z0-9]+":\{"type":"[a-z]+"/)) {
      split(substr(text, RSTART, RLENGTH), part, "\"")
      name = part[2]
      type[name] = part[6]
      text = substr(text, RSTART + RLENGTH)
      next_at = match(text, /"[A-Za-z0-9]+":\{"type":"[a-z]+"/)
      body = next_at ? substr(text, 1, next_at - 1) : text
      while (match(body, /"[A-Za-z0-9]+":\{"shape":"[A-Za-z0-9]+"/)) {
        split(substr(body, RSTART, RLENGTH), part, "\"")
        member[name, ++members[name]] = part[2]
        shape[name, members[name]] = part[6]
        body = substr(body, RSTART + RLENGTH)
      }
    }
  }
  # The structure that a shape is or holds; of a map the value, which comes last.
  function structure_in(name) {
    if (type[name] == "structure") return name
    if (type[name] == "list" || type[name] == "map") return structure_in(shape[name, members[name]])
    return ""
  }
  function print_paths(section, structure, prefix,    i, path, inner) {
    for (i = 1; i <= members[structure]; ++i) {
      path = prefix member[structure, i]
      print section, path
      if (path ~ /(Config|RoleArn|BestCandidate|Candidates)$/ || path == "AutoMLJobObjective") continue
      inner = structure_in(shape[structure, i])
      if (inner != "") print_paths(section, inner, path ".")
    }
  }
  {
    at = index($0, "\"shapes\":{")
    operations = substr($0, 1, at - 1)
    read_shapes(substr($0, at))
    while (match(operations, /"[A-Za-z0-9]+":\{"input":\{"shape":"[A-Za-z0-9]+"\}(,"output":\{"shape":"[A-Za-z0-9]+")?/)) {
      split(substr(operations, RSTART, RLENGTH), part, "\"")
      operations = substr(operations, RSTART + RLENGTH)
      print part[2]
      if (part[14] != "") print_paths(part[2], part[14], "")
    }
    print_paths("Candidates", "AutoMLCandidate", "")
  }')

while IFS= read -r complaint; do
  [[ -z $complaint ]] || complain "$complaint"
done < <(awk -F '\t' '
  NR == FNR {
    table[$1] = 1
    if (match($2, /^`[^`]+`: /)) row[$1 " " substr($2, 2, RLENGTH - 4)] = 1
    next
  }
  !/ / && !($0 in table) { print "no table for " $0 }
  / / && !($0 in row) { print }' <(echo "$marked") <(echo "$members") |
  sed -E 's/^([A-Za-z0-9]+) ([A-Za-z.]+)$/\1: no row for the member \2/')
expected=$(grep -c ' ' <<<"$members")

# A reading of the model that finds little would prove little.
((expected >= 110)) || complain "only $expected members were found in $model"
((failures == 0)) || exit 1
echo "$(wc -l <<<"$marked") rows, with every one of $expected output members"
