# Input: C++ files, named relative to the root. Prints each include or use that the layers forbid
# and exits with 1 if there was one. The layers are those of docs/architecture.md:
#   common <- lifecycle <- storage <- control <- api <- server, and common <- datasets <- api.

BEGIN {
  may_include["common"] = "common"
  may_include["lifecycle"] = "lifecycle common"
  may_include["datasets"] = "datasets common"
  may_include["storage"] = "storage lifecycle common"
  may_include["control"] = "control storage lifecycle common"
  may_include["api"] = "api control storage lifecycle datasets common"
  may_include["server"] = "server api control storage lifecycle datasets common"

  # Libraries by the start of the header's name, and the only folders that may use them.
  only_in["SQLiteCpp/"] = "storage"
  only_in["sqlite3"] = "storage"
  only_in["boost/asio"] = "server datasets"
  only_in["boost/beast"] = "server datasets"
  only_in["CLI/"] = "server"
  only_in["prometheus/"] = "server"
  only_in["spdlog/"] = "server"
  only_in["regex>"] = "nowhere"
}

function contains(list, word) { return index(" " list " ", " " word " ") > 0 }

function report(text) {
  printf "%s:%d: %s\n", FILENAME, FNR, text
  violations++
}

FNR == 1 {
  folder = FILENAME
  sub(/\/.*/, "", folder)
  is_layer = folder in may_include
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  header = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", header)
  for (prefix in only_in) {
    if (index(header, prefix) != 1) continue
    if (prefix == "regex>") report("<regex> is not used here; patterns run on RE2")
    else if (is_layer && !contains(only_in[prefix], folder))
      report("<" prefix "...> belongs to " only_in[prefix] " only")
  }
  target = header
  if (target ~ /\// && sub(/\/.*/, "", target) && target in may_include && is_layer &&
      !contains(may_include[folder], target))
    report(folder " must not include from " target)
  if (is_layer && header ~ /^(tests|bench)\//) report("the product must not include from " target)
}

/std::(regex|smatch|cmatch|basic_regex)/ && !/^[ \t]*\/\// { report("std::regex is not used here; patterns run on RE2") }

END { exit violations > 0 }
