# Armature's front door. Everything here can be repeated; nothing asks a question.
BUILD ?= build
PRESET ?= release
JOBS ?= $(shell nproc)
CMAKE_FLAGS ?=
ifdef ARMATURE_LIBTORCH
CMAKE_FLAGS += -DARMATURE_LIBTORCH=$(ARMATURE_LIBTORCH)
endif

.DEFAULT_GOAL := build
.PHONY: help deps configure build programs run test core-only bench bench-browser bench-train-room lint format package clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s'|'
	@echo; echo "  PRESET=$(PRESET) (release, dev, ci, asan, tsan, core-only)   JOBS=$(JOBS)"
	@echo "  ARMATURE_LIBTORCH=/path/to/torch   use a LibTorch 2.11 to 2.15 that is already there"

deps: ## install what is missing: Debian packages, LibTorch
	@tools/bootstrap.sh

configure: deps
	@test -f $(BUILD)/build.ninja -a $(BUILD)/.preset -nt CMakePresets.json -a "$$(cat $(BUILD)/.preset 2>/dev/null)" = "$(PRESET) $(CMAKE_FLAGS)" \
	  || { cmake --preset $(PRESET) -B $(BUILD) $(CMAKE_FLAGS) && echo "$(PRESET) $(CMAKE_FLAGS)" > $(BUILD)/.preset; }

build: configure ## build everything: build/bin/armature and armature-cli
	@cmake --build $(BUILD) --parallel $(JOBS)

programs: configure ## build the programs alone, without the tests
	@cmake --build $(BUILD) --target programs --parallel $(JOBS)

run: programs ## open the studio; without a display: train a ControlNet on painted pairs and show how it learnt
	@tools/run.sh $(BUILD)

test: build ## build and run all tests
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error --parallel $(JOBS)

core-only: deps ## build and test the engine without Qt and OpenCV
	@cmake --preset core-only $(CMAKE_FLAGS) && cmake --build --preset core-only --parallel $(JOBS) && ctest --preset core-only

bench: build ## race our step against diffusers' (needs ORACLE=python with diffusers; see docs/numbers.md)
	@tests/bench/run.sh $(BUILD)

bench-browser: build ## measure the dataset browser with 100,000 pairs (BENCH_DIR=folder to make or use)
	@cmake --build $(BUILD) --target bench_browser && QT_QPA_PLATFORM=offscreen $(BUILD)/tests/bench_browser $(or $(BENCH_DIR),/tmp/armature-pairs)

bench-train-room: build ## measure the window's gaps while a run trains, in both hosts
	@cmake --build $(BUILD) --target bench_train_room && QT_QPA_PLATFORM=offscreen $(BUILD)/bin/bench_train_room

lint: build ## layers, formatting, documentation paths
	@ctest --test-dir $(BUILD) --output-on-failure -L lint

format: ## clang-format all sources in place
	@tools/format.sh

package: build ## a .tar.gz and a .deb of the programs
	@cd $(BUILD) && cpack

clean: ## remove the build folder
	@rm -rf $(BUILD) build-core
