# Everything is done in private environments inside the checkout: .uv (the installer), .venv (the program), .venv-bench (rivals to measure against).
# A stamp file in each environment remembers which lock it was built from, so nothing is built twice.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
WORKERS ?= 2
# The least coverage of `make test` by lines and branches, in per cent: what it measures, rounded down, to be raised with it and never lowered.
# Which lines are left: `.venv/bin/coverage report --show-missing --skip-covered`.
COVERAGE ?= 97
UV := .uv/bin/uv
BIN := .venv/bin
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
INSTALL_PROJECT := $(UV) pip install --quiet --no-deps --no-build-isolation --editable .

PYTEST := $(BIN)/python -m pytest
# Many tests start processes of the program: what is compiled once is not compiled again for each.
unexport PYTHONDONTWRITEBYTECODE
# In the order of the folders, so that whole months are not what everybody waits for at the end.
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help run test test-unit test-property test-golden test-pipeline test-faults test-conventions test-browser golden screenshot check sbom audit format \
	bench bench-month bench-forecast bench-risk bench-demo bench-faults bench-pages bench-desk bench-mail bench-trust bench-scale bench-scoring bench-sequences bench-long bench-past bench-attacks lock upgrade ui dictionary clean

help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

$(UV): .ci/requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer was found; install python3.11 and call make again, or name one with PYTHON=/path/to/python"; exit 2; }
	@$(PYTHON) -m venv .uv || { echo "make: $(PYTHON) cannot make a virtual environment; on Debian install python3-venv"; exit 2; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements-uv.lock
	@touch $@

$(BIN)/python: | $(UV)
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv

.venv/.stamp-run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "building .venv from requirements.lock"
	@rm -f .venv/.stamp-dev
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=.venv $(INSTALL_PROJECT)
	@touch $@

# The development lock holds every pin of the run lock and more, so it satisfies both stamps.
.venv/.stamp-dev: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "building .venv from requirements-dev.lock"
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock
	@VIRTUAL_ENV=.venv $(INSTALL_PROJECT)
	@touch .venv/.stamp-run $@

.venv-bench/.stamp: requirements-bench.lock pyproject.toml | $(UV)
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv-bench
	@VIRTUAL_ENV=.venv-bench $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-bench.lock
	@VIRTUAL_ENV=.venv-bench $(INSTALL_PROJECT)
	@touch $@

run: .venv/.stamp-run ## the demonstration district, its latest three months, and where the results lie
	@echo "make run: writes a fictional district of 1,040 enterprises, takes its files in, runs three months, takes the lists back that its"
	@echo "officials fill in, and runs two months again. The first month learns from two years and takes longest; a first run takes five to"
	@echo "ten minutes on two free cores. Each step is shown with its time."
	@$(BIN)/earlywarn demo --if-absent
	@$(BIN)/earlywarn run --latest 3
	@$(BIN)/earlywarn demo --return-lists
	@$(BIN)/earlywarn run --latest 2

test: .venv/.stamp-dev ## all tests but those of the browser, and how much of the program they go through
	@$(PYTEST) $(PARALLEL) --ignore=tests/browser --cov --cov-report= --cov-fail-under=$(COVERAGE)

test-unit: .venv/.stamp-dev ## one module at a time
	@$(PYTEST) $(PARALLEL) tests/unit

test-property: .venv/.stamp-dev ## laws that hold for any input
	@$(PYTEST) $(PARALLEL) tests/property

test-golden: .venv/.stamp-dev ## what people read, word by word
	@$(PYTEST) tests/golden

test-pipeline: .venv/.stamp-dev ## whole jobs on a small home
	@$(PYTEST) $(PARALLEL) tests/pipeline

test-faults: .venv/.stamp-dev ## the program under fire
	@$(PYTEST) $(PARALLEL) tests/faults

test-conventions: .venv/.stamp-dev ## promises of the design that a program can check
	@$(PYTEST) tests/conventions

test-browser: .venv/.stamp-dev ## the pages in a real browser
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get install -y -qq chromium >/dev/null; fi
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --require-hashes -r .ci/requirements-browser.lock
	@$(PYTEST) $(PARALLEL) tests/browser

golden: .venv/.stamp-dev ## write the golden pages anew from a small district; read the difference before committing it
	@$(BIN)/python -m tests.golden.write

screenshot: run ## the picture of the bulletin in the README, from the newest month
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get install -y -qq chromium >/dev/null; fi
	@$(BIN)/python -m tests.browser.screenshot

check: .venv/.stamp-dev ## formatter, linter, types, import rules, dictionary, safety, secrets, licences
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m warehouse.dictionary --check
	@$(BIN)/python -m tests.conventions.security_scan

sbom: .venv/.stamp-dev ## what the program is made of, with hashes, as CycloneDX (dist/earlywarn.cdx.json)
	@mkdir -p dist
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o dist/earlywarn.cdx.json
	@echo "wrote dist/earlywarn.cdx.json"

audit: $(UV) ## known weaknesses of what is locked; needs a network and says so where there is none
	@if $(UV) tool install --quiet pip-audit 2>/dev/null && UV_OFFLINE=0 $(UV) tool run --quiet pip-audit --version >/dev/null 2>&1; then \
		$(UV) tool run --quiet pip-audit --disable-pip --require-hashes -r requirements.lock; \
	else echo "make audit: skipped, since pip-audit and the list of known weaknesses cannot be reached from here"; fi

format: .venv/.stamp-dev ## format the code and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

dictionary: .venv/.stamp-dev ## write warehouse/DICTIONARY.md from the table contracts
	@$(BIN)/python -m warehouse.dictionary

bench: bench-month bench-forecast bench-risk bench-demo bench-faults bench-pages bench-desk bench-mail bench-trust ## all measurements

bench-month: .venv/.stamp-dev ## CPU and wall time of a whole month beside fitting Prophet to every series (BEFORE=<checkout> measures another state too)
	@$(BIN)/python -m tests.bench.month

bench-forecast: .venv-bench/.stamp ## forecast accuracy and coverage beside other libraries
	@.venv-bench/bin/python -m tests.bench.forecast

bench-risk: .venv-bench/.stamp ## how good the list is, beside a classifier trained on the full truth
	@.venv-bench/bin/python -m tests.bench.risk_quality

bench-demo: .venv/.stamp-dev ## the fictional district's noise beside real enterprises
	@$(BIN)/python -m tests.bench.demo_realism

bench-pages: run ## size of the published pages, how soon they can be read on a slow processor, and whether every printed number is true
	@$(MAKE) test-browser >/dev/null
	@$(BIN)/python -m tests.bench.pages
	@$(BIN)/python -m tests.bench.printed

bench-desk: .venv/.stamp-dev ## the page for cases with 10,000 cases: times and memory
	@$(BIN)/python -m tests.bench.desk
	@$(BIN)/python -m tests.bench.case_list

bench-mail: .venv/.stamp-dev ## 1,500 mails through a relay that misbehaves, the sender killed 200 times
	@EARLYWARN_MAILS=1500 EARLYWARN_KILLS=200 $(PYTEST) -q tests/faults/test_mail_kills.py

bench-scale: .venv/.stamp-dev ## a steady month of many districts: CPU, wall, memory, beside DuckDB alone
	@$(BIN)/python -m tests.bench.scale
	@$(BIN)/python -m tests.bench.intake_speed

bench-scoring: .venv-bench/.stamp ## the scoring stage of a month beside statsforecast's AutoETS and Prophet on the same series
	@POLARS_MAX_THREADS=1 .venv-bench/bin/python -m tests.bench.scoring_stage

bench-trust: .venv/.stamp-dev ## files damaged on purpose, work killed at any moment, disks that fill up: what is lost, and what is not noticed
	@EARLYWARN_DAMAGES=60 $(PYTEST) -q -s tests/faults/test_storage_damage.py tests/faults/test_full_disk.py
	@EARLYWARN_KILLS=200 $(PYTEST) -q -s tests/faults/test_storage_kills.py
	@$(BIN)/python -m tests.bench.full_disk

bench-sequences: .venv/.stamp-dev ## 300 sequences of up to 30 events, processes killed among them, held against a model after every step (EARLYWARN_SEQUENCE_SECONDS ends it)
	@EARLYWARN_SEQUENCES=$${EARLYWARN_SEQUENCES:-300} EARLYWARN_STEPS=$${EARLYWARN_STEPS:-30} $(PYTEST) -q -s tests/faults/test_any_sequence.py

bench-long: .venv/.stamp-dev ## 60 months in a row, each again, then tidy; a daemon that launches many runs: what grows
	@EARLYWARN_PROCESSES=$${EARLYWARN_PROCESSES:-1} $(BIN)/python -m tests.bench.long_use
	@$(BIN)/python -m tests.bench.long_daemon

bench-past: .venv/.stamp-dev ## twelve past months again after restatements and a correction, in three zones: what is not the same bytes
	@$(BIN)/python -m tests.bench.reproduced_past

bench-attacks: .venv/.stamp-dev ## an attacker of its own on editions for readers outside, three each: twelve districts of 40, two of 1,040
	@EARLYWARN_ATTACKS=4 EARLYWARN_ATTACK_FIRMS=40 $(PYTEST) -q tests/property/test_outside_attackers.py -k nobody
	@$(BIN)/python -m tests.bench.outside_attacks

bench-faults: .venv/.stamp-dev ## how many planted data faults are caught, and how many clean rows with them
	@$(BIN)/python -m tests.bench.faults

ui: .venv/.stamp-run ## Dagster's web page
	@$(BIN)/earlywarn ui

lock: $(UV) ## write the lock files from pyproject.toml, keeping the versions they hold
	@$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra pdf --group build -o requirements.lock
	@$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra pdf --extra postgres --group build -c requirements.lock -o pipelines/deploy/requirements-postgres.lock
	@$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra pdf --extra cluster --group build -c requirements.lock -o pipelines/deploy/requirements-cluster.lock
	@$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra pdf --extra postgres --group build --group dev -c pipelines/deploy/requirements-postgres.lock -o requirements-dev.lock
	@$(COMPILE) $(LOCK_FLAGS) pyproject.toml --group build --group bench -c requirements-dev.lock -o requirements-bench.lock
	@$(COMPILE) $(LOCK_FLAGS) --group browser -c requirements-dev.lock -o .ci/requirements-browser.lock
	@$(COMPILE) $(LOCK_FLAGS) --group installer -o .ci/requirements-uv.lock
	@if grep -nE '[a-z]+://' requirements*.lock .ci/*.lock pipelines/deploy/*.lock; then echo "make lock: a lock file names an address; none may"; exit 1; fi

upgrade: ## the same, with the newest versions that pyproject.toml allows
	@$(MAKE) lock LOCK_FLAGS=--upgrade

clean: ## remove the environments and caches (the results in var/ stay)
	@rm -rf .venv .venv-bench .uv .mypy_cache .ruff_cache .pytest_cache
