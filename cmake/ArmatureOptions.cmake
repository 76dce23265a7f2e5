# The one place for compiler flags: every target of ours links armature_options, nothing else sets any.
add_library(armature_options INTERFACE)
target_compile_features(armature_options INTERFACE cxx_std_20)
target_include_directories(armature_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(armature_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -fno-math-errno)
if(ARMATURE_WERROR)
  target_compile_options(armature_options INTERFACE -Werror)
endif()
if(ARMATURE_ASSERTIONS)
  target_compile_options(armature_options INTERFACE -UNDEBUG)
endif()
if(ARMATURE_SANITIZE)
  target_compile_options(armature_options INTERFACE -fsanitize=${ARMATURE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(armature_options INTERFACE -fsanitize=${ARMATURE_SANITIZE})
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# The engine calls long kernels in other libraries; -O2 compiles it faster than -O3 and runs it no slower.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
find_program(ARMATURE_CCACHE ccache)
if(ARMATURE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ARMATURE_CCACHE})
  # ccache can reuse results with a precompiled header only when gcc keeps the include in the preprocessed text.
  target_compile_options(armature_options INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
endif()
