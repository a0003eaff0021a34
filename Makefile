# Everything a developer does. `make help` lists it. Python 3.11 or newer and make are all it needs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Arguments for the program behind a target: make run ARGS="--help", make test ARGS="tests/unit -x".
ARGS ?=
MO := $(patsubst %.po,%.mo,$(wildcard vatui/locale/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help run test check lint types layers catalogue bench coverage messages snapshots pictures pins clean setup

help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: setup ## set up and open the console
	@$(BIN)/vatui $(ARGS)

test: setup ## set up and run every test (SQLite; PostgreSQL too where it is installed)
	tools/postgres.sh run $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: lint types layers catalogue ## style, types, layers and translations

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-logo

catalogue: setup
	$(BIN)/python tools/messages.py check

bench: setup ## measure the speed of the console and the command line
	$(BIN)/python -m bench $(ARGS)

coverage: setup ## run the tests and show which lines they miss
	tools/postgres.sh run $(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term-missing $(ARGS)

messages: setup ## bring the translations up to date with the sources
	$(BIN)/python tools/messages.py update
	$(BIN)/python hatch_build.py

snapshots: setup ## draw the screen snapshots anew, to be looked at before they are kept
	$(BIN)/python -m pytest -p no:randomly tests/snapshots --snapshot-update $(ARGS)

pictures: setup ## draw the pictures of the guide anew
	$(BIN)/python -m tools.pictures $(ARGS)

pins: ## write constraints.txt anew from pyproject.toml, with the newest versions
	$(PYTHON) -m venv $(VENV)-pins
	$(VENV)-pins/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(VENV)-pins/bin/uv pip compile --no-config --universal --python-version 3.11 --upgrade --generate-hashes \
		--no-header --no-annotate --extra postgres --group dev --output-file constraints.txt pyproject.toml >/dev/null

clean: ## remove what the targets made, but not your data
	rm -rf $(VENV) $(VENV)-pins build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -f $(MO) snapshot_report.html .coverage .coverage.*

setup: $(READY) $(MO)

# The stamp is newer than the files that say what to install, or the set-up runs again.
$(READY): pyproject.toml constraints.txt hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'vatui needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …' >&2; exit 1; }
	@echo 'Setting up $(VENV); this takes a minute, once.'
	@$(PYTHON) -m venv $(VENV) || { \
		echo 'Python cannot make a virtual environment. On Debian: apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

%.mo: %.po $(READY)
	@$(BIN)/python hatch_build.py
	@touch $@
