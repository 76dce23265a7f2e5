# LibTorch as imported targets, from a PyPI wheel's torch folder or an unpacked libtorch.
#
# Only libtorch_cpu and libc10 are linked, so one binary serves machines with and without a GPU: the CUDA half
# (libtorch_cuda.so) is opened at run time. The wheel's own CMake package is not used, because it insists on a
# CUDA toolkit even for a program that needs none.
#
#   ARMATURE_LIBTORCH   where to look first; otherwise the prefix that tools/bootstrap.sh made
#   LibTorch::LibTorch  the target;  LibTorch_VERSION, LibTorch_ROOT, LibTorch_FLAVOUR ("CPU" or "CPU and CUDA")
set(_candidates ${ARMATURE_LIBTORCH})
if(NOT ARMATURE_LIBTORCH)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/bootstrap.sh --print-libtorch
    OUTPUT_VARIABLE _bootstrapped OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  list(APPEND _candidates ${_bootstrapped})
endif()
find_path(LibTorch_INCLUDE_DIR torch/csrc/api/include/torch/torch.h
  HINTS ${_candidates} PATH_SUFFIXES include torch/include libtorch/include NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu HINTS ${LibTorch_INCLUDE_DIR}/../lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 HINTS ${LibTorch_INCLUDE_DIR}/../lib NO_DEFAULT_PATH)

if(LibTorch_INCLUDE_DIR)
  get_filename_component(LibTorch_ROOT ${LibTorch_INCLUDE_DIR} DIRECTORY)
  set(_version_header ${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h)
  if(NOT EXISTS ${_version_header})
    set(_version_header ${LibTorch_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h)
  endif()
  file(STRINGS ${_version_header} _lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
  foreach(part MAJOR MINOR PATCH)
    string(REGEX MATCH "TORCH_VERSION_${part} ([0-9]+)" _ "${_lines}")
    set(_${part} ${CMAKE_MATCH_1})
  endforeach()
  set(LibTorch_VERSION "${_MAJOR}.${_MINOR}.${_PATCH}")
  if(LibTorch_VERSION VERSION_LESS 2.11 OR LibTorch_VERSION VERSION_GREATER_EQUAL 2.16)
    message(FATAL_ERROR "LibTorch ${LibTorch_VERSION} at ${LibTorch_ROOT}: Armature needs 2.11 to 2.15. "
      "Point -DARMATURE_LIBTORCH= at one, or leave it out and run: make deps")
  endif()
  # The light set-up carries libtorch_cuda.so but not the libraries that it needs.
  file(GLOB _cublas ${LibTorch_ROOT}/../nvidia/*/lib/libcublas.so* ${LibTorch_ROOT}/lib/libcublas*.so*)
  if(_cublas AND EXISTS ${LibTorch_ROOT}/lib/libtorch_cuda.so)
    set(LibTorch_FLAVOUR "CPU and CUDA")
  else()
    set(LibTorch_FLAVOUR "CPU")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "Run: make deps   or give -DARMATURE_LIBTORCH=/path/to/torch")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  # The CUDA runtime and CUPTI that libtorch_cpu asks for lie in sibling wheels (nvidia/cu13/lib).
  file(GLOB _cuda_dirs ${LibTorch_ROOT}/../nvidia/*/lib)
  set(LibTorch_LIBRARY_DIRS ${LibTorch_ROOT}/lib ${_cuda_dirs})
  list(TRANSFORM _cuda_dirs PREPEND "-Wl,-rpath-link," OUTPUT_VARIABLE _rpath_links)
  set_target_properties(LibTorch::LibTorch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
      "${LibTorch_INCLUDE_DIR};${LibTorch_INCLUDE_DIR}/torch/csrc/api/include"
    INTERFACE_LINK_LIBRARIES "${LibTorch_CPU_LIBRARY};${LibTorch_C10_LIBRARY}"
    INTERFACE_LINK_OPTIONS "${_rpath_links};-Wl,--disable-new-dtags")
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY)
