# Everything comes from Debian 12 packages; scripts/install-packages.sh names them.
option(AUTOPILOT_STATIC "Link everything but the C library statically (see the preset 'static')" OFF)

if(AUTOPILOT_STATIC)
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  add_link_options(-static-libgcc -static-libstdc++)
endif()

find_package(Boost 1.74 REQUIRED)  # headers only: Beast and Asio
find_package(nlohmann_json 3.11 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(tl-expected REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
find_package(RapidJSON REQUIRED)  # headers only
pkg_check_modules(LZ4 REQUIRED IMPORTED_TARGET liblz4)
pkg_check_modules(SNAPPY REQUIRED IMPORTED_TARGET snappy)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
if(NOT AUTOPILOT_SANITIZER)  # sanitizers bring allocators of their own
  # The archive: of a shared library more pages are in memory than are used.
  find_library(JEMALLOC_ARCHIVE libjemalloc.a REQUIRED)
endif()
if(AUTOPILOT_STATIC)
  # Debian has no archives of spdlog and fmt, but both can be compiled into the one file that uses them.
  add_library(spdlog::spdlog INTERFACE IMPORTED)
  target_compile_definitions(spdlog::spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY=1)
  # Nor has it one of prometheus-cpp; scripts/build-static-libraries.sh makes it.
  get_target_property(prometheus_type prometheus-cpp::core TYPE)
  if(NOT prometheus_type STREQUAL "STATIC_LIBRARY")
    message(FATAL_ERROR "AUTOPILOT_STATIC needs a static prometheus-cpp: run "
                        "scripts/build-static-libraries.sh PREFIX, then add -DCMAKE_PREFIX_PATH=PREFIX")
  endif()
else()
  find_package(spdlog REQUIRED)
endif()
if(AUTOPILOT_TESTS)
  find_package(GTest REQUIRED)
endif()
