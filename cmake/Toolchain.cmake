# Language level, warnings and sanitizers, carried by one INTERFACE target that every target links.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

find_package(Threads REQUIRED)
add_library(autopilot_options INTERFACE)
target_link_libraries(autopilot_options INTERFACE Threads::Threads)
target_include_directories(autopilot_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(autopilot_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wextra-semi -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(autopilot_options INTERFACE -Wduplicated-cond -Wlogical-op)
endif()
if(AUTOPILOT_WERROR)
  target_compile_options(autopilot_options INTERFACE -Werror)
endif()

if(AUTOPILOT_SANITIZER STREQUAL "address")
  # GCC reports a mismatch between Asio's aligned new and its matching delete, which is a false alarm.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
                      -Wno-mismatched-new-delete)
  add_link_options(-fsanitize=address,undefined)
  if(AUTOPILOT_FUZZ)
    # Coverage of the libraries; the targets themselves link the engine with its main().
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
elseif(AUTOPILOT_SANITIZER STREQUAL "thread")
  # TSan does not understand fences; Asio has a fence-free path for it.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  add_link_options(-fsanitize=thread)
elseif(AUTOPILOT_SANITIZER)
  message(FATAL_ERROR "AUTOPILOT_SANITIZER is '${AUTOPILOT_SANITIZER}'; use 'address' or 'thread'")
endif()

# What a mistake in the program shall not become: a way in. Optimised builds only, which are what users
# run; sanitizers find more. tests/checks/hardening.sh looks at the result.
if(NOT AUTOPILOT_SANITIZER AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE)
  add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection=full)
  endif()
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  include(CheckPIESupported)
  check_pie_supported()
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
