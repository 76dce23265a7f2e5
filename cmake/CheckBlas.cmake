# The command line, and the library with the commands that train, must not load a BLAS at their start (the studio does, and opens
# the engine so that it looks into its own libraries first: ui/window/engine_link.cpp): its sgemm would take the place
# of the one inside LibTorch (the loader looks through the program's own libraries first), and the same run would give other bytes
# and take longer. Run by ctest as lint/blas:  cmake -DPROGRAMS=a,b -P cmake/CheckBlas.cmake
string(REPLACE "," ";" programs "${PROGRAMS}")
foreach(program IN LISTS programs)
  if(EXISTS ${program})
    execute_process(COMMAND ldd ${program} OUTPUT_VARIABLE libraries RESULT_VARIABLE code)
    if(NOT code EQUAL 0)
      message(SEND_ERROR "ldd cannot read ${program}")
    elseif(libraries MATCHES "lib[a-z]*blas[^ ]*|liblapack[^ ]*|libmkl[^ ]*")
      message(SEND_ERROR "${program} loads ${CMAKE_MATCH_0}: open what needs it with dlopen and RTLD_LOCAL instead")
    endif()
  endif()
endforeach()
