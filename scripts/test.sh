#!/bin/sh
# All tests on SQLite, then all that touch the database on PostgreSQL. In CI nothing may be skipped.
set -u
cd "$(dirname "$0")/.."
ONE=".venv/bin/pytest -q"
MANY="$ONE -n ${QARAUL_TEST_PROCESSES:-2} --dist worksteal"
# The computing cores know no database: once is enough for them.
CORES="--ignore=src/qaraul/reading --ignore=src/qaraul/forecasting"
status=0

echo "== Tests on SQLite"
$MANY -m "not journey and not alone" || status=1

echo "== Journeys in a browser, each process with a node of its own"
$MANY -p no:randomly -m journey || status=1

echo "== Tests that want the machine for themselves"
$ONE -p no:randomly -m "alone and not journey" || status=1

echo "== Tests on PostgreSQL"
if address=$(sh scripts/postgres.sh); then
  QARAUL_TEST_DATABASE=postgres QARAUL_TEST_POSTGRES="$address" $MANY -m "not journey and not alone and not sqlite_only" $CORES || status=1
  sh scripts/postgres.sh stop
elif [ "${CI:-}" = true ]; then
  echo "PostgreSQL tests may not be skipped in CI."
  status=1
else
  echo "SKIPPED: the tests on PostgreSQL; the reason stands above."
fi
exit $status
