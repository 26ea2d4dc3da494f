# The front door; meson and ninja do the work. `make help` lists the targets.
SHELL := /bin/sh
BUILD := build
JOBS  ?= $(shell nproc)
WERROR ?= false
MESON_FLAGS := -Dwerror=$(WERROR)
CORPUS ?=

.PHONY: help demo build check soak bench lint asan clang fuzz deps install clean check-corpus format

help:
	@echo 'make demo          install what building needs, build, explain an example log'
	@echo 'make build         build/cairn and build/canon.db'
	@echo 'make check         install what the tests need and run them all'
	@echo 'make soak          the long tests with their full counts'
	@echo 'make bench         the benchmarks, as ratios'
	@echo 'make lint          layers, headers, format, forbidden functions, manual pages'
	@echo 'make asan          the tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make fuzz          run every fuzz target for FUZZ_SECONDS (60)'
	@echo 'make check-corpus CORPUS=PATH   import, lint and export a foreign canon'
	@echo 'make install       into PREFIX (/usr/local)'
	@echo 'DEPS=no            do not install packages'

deps:
	@tools/deps build

# Configured once; ninja reconfigures when a meson.build changes.
$(BUILD)/build.ninja:
	@meson setup $(BUILD) $(MESON_FLAGS) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

build: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j $(JOBS) --quiet

demo: build
	@tools/demo

deps-test:
	@tools/deps test

check: deps-test
	@tools/check

soak: deps-test build
	@tools/soak

bench:
	@tools/deps bench
	@$(MAKE) --no-print-directory build
	@tests/bench/run

lint: deps-test build
	@tools/lint

asan: deps-test
	@tools/check-sanitized

clang: deps-test
	@tools/check-clang

fuzz: deps-test
	@tools/fuzz $(or $(FUZZ_SECONDS),60)

check-corpus: build
	@tests/corpus/run "$(CORPUS)"

format:
	@clang-format-14 -i $$(git ls-files '*.c' '*.h')

PREFIX ?= /usr/local
install: build
	@meson configure $(BUILD) -Dprefix=$(PREFIX) && meson install -C $(BUILD)

clean:
	@rm -rf $(BUILD) build-*
