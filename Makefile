# Each target installs what it needs: only Python 3.11 or newer has to be there first.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Python keeps what it has compiled, also where the machine tells it not to: else each of the tests' processes, and each
# bot that they start, compiles everything again, which takes longer than most tests.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
CORES := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
KILLS ?= 3000
YEARS ?= 10
FUZZ ?= 1000000
BACKUPS ?= 100
# Twice the cores: tests wait for sockets as much as they compute.
WORKERS ?= $(shell expr 2 \* $(CORES))
PIP := $(BIN)/python -m pip install --require-hashes --compile --quiet --disable-pip-version-check --no-input

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/runtime ## Start Halfterm: in Slack if tokens are set, otherwise on a page on this machine
	@exec $(BIN)/python -m bot run

.PHONY: test
test: .venv/development ## Run every test (ARGS="-k refer" for some)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: check
check: .venv/development ## Check style, types and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py

.PHONY: crash
crash: .venv/development ## Kill the bot, two on PostgreSQL, and upgrades thousands of times and compare the books (KILLS=3000)
	@$(BIN)/python -m tests.crash $(KILLS) $(DATABASES)

.PHONY: years
years: .venv/development ## Live school years of an invented school at random, also while Slack is away, and check each week (YEARS=10)
	@YEARS=$(YEARS) $(BIN)/python -m pytest -n $(WORKERS) -q tests/truths/test_school_year.py

.PHONY: fuzz
fuzz: .venv/development ## Send payloads that nobody would write through every form, and a tenth through the app (FUZZ=1000000)
	@$(BIN)/python -m tests.fuzz $(FUZZ)

.PHONY: drill
drill: .venv/development ## Back up each database while the school writes, restore every copy and compare (BACKUPS=100)
	@$(BIN)/python -m tests.drill $(BACKUPS) $(DATABASES)

.PHONY: mutants
mutants: .venv/campaigns ## Change gate, delivery, outbox, drafts, escaping and desk in small ways: a test must notice (MUTANTS="...")
	@$(BIN)/python -m tests.mutants $(MUTANTS)

.PHONY: audit
audit: .venv/campaigns ## List the licences of what is shipped, and ask whether any pin is known to be unsafe (needs the network)
	@$(BIN)/python -m tests.licences
	@$(BIN)/python -m pip_audit --requirement requirements.txt --disable-pip --require-hashes --strict --progress-spinner off || \
		{ echo "audit: a pin is known to be unsafe, or the service of vulnerabilities could not be asked: see above" >&2; exit 1; }

.PHONY: bench
bench: .venv/development ## Measure Halfterm and empty bots side by side under the same load, as ratios
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.importing

.PHONY: libreoffice
libreoffice: .venv/development ## Open exported files in LibreOffice, save them again, and read them back
	@$(BIN)/python -m tests.libreoffice

.PHONY: requirements
requirements: ## Pin the requirements again, from requirements*.in (needs uv)
	@for name in requirements requirements-dev requirements-campaigns; do \
		uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
			--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
			$$name.in -o $$name.txt || exit 1; \
	done

.PHONY: clean
clean: ## Remove what was installed and cached (var/, with the database, stays)
	@rm -rf .venv mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps: one that is newer than the pins means that what is pinned has been installed.
.venv/runtime: requirements.txt | .venv/made
	@echo "Installing what Halfterm needs (once; about a minute) ..."
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m compileall -q bot handlers models
	@touch $@

.venv/development: requirements-dev.txt requirements.txt | .venv/made
	@echo "Installing what Halfterm and its tests need (once; about a minute) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/runtime

.venv/campaigns: requirements-campaigns.txt .venv/development
	@echo "Installing what the campaigns need (once) ..."
	@$(PIP) -r requirements-campaigns.txt
	@touch $@

.venv/made:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		command -v $$python >/dev/null || continue; \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
			echo "$$python has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; \
		fi; \
		$$python -m venv --clear .venv && touch $@; exit $$?; \
	done; \
	echo "Halfterm needs Python 3.11 or newer, and found $$(python3 --version 2>&1 || echo no Python at all)." >&2; exit 1
