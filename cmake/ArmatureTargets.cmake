# armature_test(layer/name SOURCES ... [LINKS ...] [LABELS ...] [TIMEOUT s]): one Qt Test program and its ctest entry,
# offscreen and with a HOME of its own.
function(armature_test name)
  cmake_parse_arguments(A "TORCH" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  string(REPLACE "/" "_" target "test_${name}")
  add_executable(${target} ${A_SOURCES})
  set_target_properties(${target} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS
    ARMATURE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests" ARMATURE_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
    ARMATURE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE armature_options Qt6::Test ${A_LINKS})
  armature_register_test(${name} ${target} "${A_LABELS}" "${A_TIMEOUT}")
endfunction()

# armature_plain_test(name SOURCES ...): a program without Qt, for the core-only build and the thread sanitizer.
function(armature_plain_test name)
  cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  string(REPLACE "/" "_" target "test_${name}")
  add_executable(${target} ${A_SOURCES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${target} PRIVATE ARMATURE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests"
    ARMATURE_BIN_DIR="${CMAKE_BINARY_DIR}/bin" ARMATURE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE armature_options ${A_LINKS})
  armature_register_test(${name} ${target} "plain;${A_LABELS}" "${A_TIMEOUT}")
endfunction()

function(armature_register_test name target labels timeout)
  if(NOT timeout)
    set(timeout 120)
  endif()
  set(home ${CMAKE_BINARY_DIR}/tests/home/${target})
  file(MAKE_DIRECTORY ${home})
  add_test(NAME ${name} COMMAND ${target} WORKING_DIRECTORY ${home})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}"
    ENVIRONMENT "HOME=${home};XDG_CACHE_HOME=${home}/.cache;XDG_CONFIG_HOME=${home}/.config;QT_QPA_PLATFORM=offscreen;OMP_NUM_THREADS=1")
endfunction()
