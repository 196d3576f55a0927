# embed_file(<target> <path> <symbol>)
# Compiles the text file <path> (relative to the current folder) into <target>. The content is
# autopilot::<symbol>, a std::string_view, declared in the generated header "<path from the project
# root, with the last '.' as '_'>.h": api/model/sagemaker.json gives "api/model/sagemaker_json.h".
function(embed_file target path symbol)
  set(input ${CMAKE_CURRENT_SOURCE_DIR}/${path})
  cmake_path(RELATIVE_PATH input BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE relative)
  string(REGEX REPLACE "\\.([^./]*)$" "_\\1" include_path ${relative})
  set(output ${PROJECT_BINARY_DIR}/generated/${include_path})
  add_custom_command(
    OUTPUT ${output}.cc ${output}.h
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DINCLUDE_PATH=${include_path}
            -DSYMBOL=${symbol} -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${input} ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
    COMMENT "Embedding ${relative}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output}.cc ${output}.h)
  # The limit of 64 KB for literals is that of the standard; the compilers that we use have a far higher one.
  set_source_files_properties(${output}.cc PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  # Adjacent literals of moderate size, because compilers limit the length of one literal. The sv
  # suffix carries the length: a constant of a few hundred KB is too long to be measured at compile
  # time.
  set(piece_length 50000)
  set(delimiter "embedded")
  file(READ ${INPUT} content)
  string(FIND "${content}" ")${delimiter}\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${INPUT} contains the delimiter of the raw literal that should hold it")
  endif()

  string(LENGTH "${content}" length)
  set(offset 0)
  set(literals "")
  while(offset LESS length)
    string(SUBSTRING "${content}" ${offset} ${piece_length} piece)
    string(APPEND literals "\n    R\"${delimiter}(${piece})${delimiter}\"")
    math(EXPR offset "${offset} + ${piece_length}")
  endwhile()
  if(literals STREQUAL "")
    set(literals "\"\"")
  endif()

  file(WRITE ${OUTPUT}.h "#pragma once

#include <string_view>

namespace autopilot {

extern const std::string_view ${SYMBOL};

}  // namespace autopilot
")
  file(WRITE ${OUTPUT}.cc "#include \"${INCLUDE_PATH}.h\"

namespace autopilot {

using namespace std::string_view_literals;

constinit const std::string_view ${SYMBOL} = ${literals}sv;

}  // namespace autopilot
")
endif()
