#!/bin/sh
# What must hold before a change lands: format, lint, types, contracts, migrations, front end.
set -u
cd "$(dirname "$0")/.."
status=0
step() { printf '== %s\n' "$1"; shift; "$@" || status=1; }
export QARAUL_SECRET_KEY=only-for-checks QARAUL_DATA_DIR="${TMPDIR:-/tmp}/qaraul-check" DJANGO_SETTINGS_MODULE=qaraul.config.settings
mkdir -p "$QARAUL_DATA_DIR"
step "Format" .venv/bin/ruff format --check .
step "Lint" .venv/bin/ruff check .
step "Types" .venv/bin/mypy
step "Contracts" .venv/bin/lint-imports
step "Migrations" .venv/bin/python -m django makemigrations --check --dry-run
step "Front end" sh scripts/check_front.sh
exit $status
