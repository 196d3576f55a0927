# autopilot_library(<name> SOURCES ... HEADERS ... [DEPENDS ...] [PRIVATE ...])
# A static library of one folder. HEADERS take part in the check that every header compiles alone.
function(autopilot_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(${name} PUBLIC autopilot_options ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

# autopilot_test(<name> SOURCES ... [DEPENDS ...]) adds a GoogleTest binary, one ctest entry per test.
function(autopilot_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE autopilot_options ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()
