# The entry points people type. Everything else is `assay --help`.
SHELL   := /bin/bash
SWIFT   ?= swift
ASSAY   := .build/release/assay
SAMPLE  ?= sample-projects/support-desk
PREFIX  ?= $(HOME)/.local
DEBIAN  := libncursesw5-dev libsqlite3-dev libdnnl-dev libutf8proc-dev libxml2-dev poppler-utils tmux

.PHONY: run test sanitize kill-sweep kill-sweep-ingest fuzz-documents soak bench format lint models install dependencies build

run: models ## build, fetch the models, and open the workbench on a sample (without a terminal: do the whole job and print the report)
	@if [ -t 0 ] && [ -t 1 ]; then $(ASSAY) open $(SAMPLE); else $(ASSAY) walkthrough --project $(SAMPLE); fi

test: dependencies ## build everything and run every test on the real models
	$(SWIFT) build --build-tests
	.build/debug/assay model fetch
	$(SWIFT) test --skip-build

# Swift's own clang brings the run-times. Unoptimised: the unrolled tiles would take minutes to compile with every access checked.
CLANG     = $(dir $(realpath $(shell command -v $(SWIFT))))clang
SANITIZED := .build/sanitized
sanitize: dependencies ## run every C kernel, plain and fast, on odd sizes with addresses, leaks and undefined behaviour checked
	@mkdir -p $(SANITIZED)
	@for file in Sources/CKernels/*.c Sources/COneDNN/*.c Tests/SanitizedKernels/*.c; do \
	$(CLANG) -std=gnu11 -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all -ISources/CKernels/include -ISources/COneDNN/include \
	-c $$file -o $(SANITIZED)/$$(basename $$(dirname $$file))-$$(basename $$file .c).o || exit 1; done
	@$(CLANG) -fsanitize=address,undefined -fuse-ld=lld $(SANITIZED)/*.o -o $(SANITIZED)/kernels -ldnnl -lm -lpthread
	@$(SANITIZED)/kernels

KILLS ?= 200
kill-sweep: models ## kill a training with -9 at KILLS random moments, resume it, and compare the adapters byte for byte
	@python3 Tests/KillSweep/kill_sweep.py --assay $(ASSAY) --kills $(KILLS)

kill-sweep-ingest: models ## kill a sync with -9 at KILLS random moments; nothing acknowledged may be lost
	@python3 Tests/KillSweep/kill_sweep_ingest.py --assay $(ASSAY) --kills $(KILLS)
	@python3 Tests/KillSweep/kill_sweep_ingest.py --assay $(ASSAY) --kills $(KILLS) --passages 10500

MUTATIONS ?= 100
fuzz-documents: dependencies ## mutate a document of every format MUTATIONS times, and take all of them into a store
	ASSAY_FUZZ_MUTATIONS=$(MUTATIONS) $(SWIFT) test --filter DocumentFuzzTests

EVENTS ?= 100000
soak: dependencies ## press EVENTS random keys, with clicks, pastes, resizes and results between: no trap, and from everywhere a way out
	ASSAY_SOAK_EVENTS=$(EVENTS) $(SWIFT) test --filter SoakTests

bench: models ## the figures of the README, measured here and now
	@for what in prefill decode train embed; do $(ASSAY) bench $$what; done

models: build ## fetch and verify the model files (nothing to do when they are here)
	@$(ASSAY) model fetch

build: dependencies
	$(SWIFT) build -c release --product assay

install: build ## put `assay` into PREFIX/bin
	install -D $(ASSAY) $(PREFIX)/bin/assay
	mkdir -p $(PREFIX)/share/assay
	cp -R themes sample-projects $(PREFIX)/share/assay/

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

dependencies:
	@missing=""; for package in $(DEBIAN); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	python3 -m pip --version >/dev/null 2>&1 || missing="$$missing python3-pip"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then echo "installing$$missing"; apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy $$missing; \
	else echo "Assay needs these Debian packages:$$missing"; echo "Install them with: sudo apt-get install$$missing"; exit 69; fi
