#!/bin/sh
# All tests on SQLite, then all that touch the database on PostgreSQL. In CI nothing may be skipped.
set -u
cd "$(dirname "$0")/.."
PYTEST=".venv/bin/pytest -q -n ${QARAUL_TEST_PROCESSES:-2} --dist loadfile"
status=0

echo "== Tests on SQLite"
$PYTEST || status=1

echo "== Tests on PostgreSQL"
if address=$(sh scripts/postgres.sh); then
  QARAUL_TEST_DATABASE=postgres QARAUL_TEST_POSTGRES="$address" $PYTEST -m "not journey and not sqlite_only" || status=1
  sh scripts/postgres.sh stop
elif [ "${CI:-}" = true ]; then
  echo "PostgreSQL tests may not be skipped in CI."
  status=1
else
  echo "SKIPPED: the tests on PostgreSQL; the reason stands above."
fi
exit $status
