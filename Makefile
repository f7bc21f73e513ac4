# Qaraul: `make run` opens a demonstration node, `make test` runs all tests. Both may be run again.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
DATA ?= ./var
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
STATIC := src/qaraul/web/static/dist/.built
FRONT := package.json package-lock.json $(shell find frontend -type f 2>/dev/null)
CATALOGUES := $(shell find src/qaraul/locale -name '*.po' 2>/dev/null)

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.base $(STATIC) $(VENV)/.messages ## Open a node with a demonstration network (PORT=8000 DATA=./var)
	@$(BIN)/qaraul demo --data-dir "$(DATA)" --port "$(PORT)"

test: $(VENV)/.dev $(STATIC) $(VENV)/.messages ## Run all tests, on SQLite and on PostgreSQL
	@sh scripts/test.sh

check: $(VENV)/.dev $(STATIC) $(VENV)/.messages ## Format, lint, types, contracts, migrations
	@sh scripts/check.sh

bench: $(VENV)/.dev $(STATIC) $(VENV)/.messages ## Run every benchmark; each prints a table and fails when its claim fails
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

format: $(VENV)/.dev ## Let the formatter have its way
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## Write the data dictionary from the models
	@QARAUL_SECRET_KEY=only-for-docs QARAUL_DATA_DIR=$${TMPDIR:-/tmp} DJANGO_SETTINGS_MODULE=qaraul.config.settings $(BIN)/python -m qaraul.config.dictionary > docs/data-dictionary.md

lock: $(VENV)/.dev ## Lock all requirements anew: names, versions and hashes, no addresses
	sh scripts/lock.sh

clean: ## Remove what was built, not the data
	rm -rf $(VENV) node_modules src/qaraul/web/static/dist

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Qaraul needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(PIP) -r requirements/dev.txt
	touch $@

# Node.js is taken from the machine when it is new enough, else from a wheel.
$(STATIC): $(FRONT) | $(VENV)/.base
	sh scripts/build_front.sh
	touch $@

$(VENV)/.messages: $(CATALOGUES) | $(VENV)/.base
	$(BIN)/python scripts/compile_messages.py
	touch $@

.PHONY: docs help run test check bench format lock clean
