# Captura Abierta: `make` alone lists what there is.
PYTHON ?= python3
BIN := .venv/bin
DEMO ?= .demo

.PHONY: help setup run demo test check package faults faults-postgres mutants prove bench screens lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: .venv/.ready ## install everything the project needs (system libraries of Qt included)

.venv/.ready: requirements.lock pyproject.toml scripts/setup.sh scripts/product_codes.lock scripts/build_product_codes.py
	PYTHON=$(PYTHON) bash scripts/setup.sh
	@touch $@

run: setup ## a local portal and the window on the invented Municipio de Laguna Azul
	$(BIN)/python -m capture_app demo --window --folder $(DEMO)

demo: setup ## the whole main job without a screen, step by step
	$(BIN)/python -m capture_app demo

test: setup ## every test, the walls of the house included
	$(BIN)/python -m pytest -n auto --dist loadscope

check: setup ## format, lint, types, walls
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

package: setup ## build the frozen program and try it
	$(BIN)/python installers/build.py

FAULTS := tests/faults tests/unit/sync tests/unit/store tests/unit/app tests/unit/portal tests/journeys tests/gui/test_nothing_typed_is_lost.py

faults: setup ## the forty fault cases and their table
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -p tests.faults.table $(FAULTS)

faults-postgres: setup ## the cases that touch the portal's database, and its own tests, on PostgreSQL
	CAPTURA_POSTGRES=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal -p tests.faults.table -k postgresql tests/faults tests/unit/portal
	$(BIN)/python -m pytest -q -n 2 -k postgresql tests/faults tests/unit/portal

mutants: setup ## one defence off at a time: the fault cases that turn red
	$(BIN)/python -m tests.faults.mutants

prove: setup ## the long proofs: every byte cut and altered, thousands of histories
	CAPTURA_SWEEP=1 CAPTURA_HISTORIES=3000 CAPTURA_FUZZ=10000 CAPTURA_WORLDS=10000 CAPTURA_STORMS=1200 CAPTURA_RESTORED=1000 CAPTURA_REVOKED=1000 CAPTURA_ERASED=1000 CAPTURA_PROVE=1 $(BIN)/python -m pytest -n auto -q tests/simulation tests/unit/sync tests/unit/store tests/faults tests/gui/test_random_actions.py tests/gui/test_a_hundred_records_by_keyboard.py tests/contract/test_agreement_with_official.py tests/contract/test_hostile_values.py tests/unit/ocds/test_nothing_reserved_leaks.py tests/contract/test_random_bodies.py tests/contract/test_damaged_round_trip.py tests/contract/test_presence.py tests/unit/portal/test_interface.py

bench: setup ## measured speed, as ratios to named peers
	$(BIN)/python -m bench validation
	$(BIN)/python -m bench exchange
	$(BIN)/python -m bench exporting
	$(BIN)/python -m bench ui
	$(BIN)/python -m bench load
	$(BIN)/python -m bench stick

screens: setup ## pictures of every screen, in docs/screens
	$(BIN)/python -m tests.screens

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv export --format requirements-txt --group dev --group package --no-emit-project --no-header --no-annotate -q -o requirements.lock

clean: ## remove what was built
	rm -rf .venv build dist .demo .mypy_cache .ruff_cache .pytest_cache
