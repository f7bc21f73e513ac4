#!/bin/sh
# Prints the address of a PostgreSQL for tests: the one named, the one that runs, or one started here.
# Ends with 1 and a reason when there is none. `postgres.sh stop` stops what was started here.
set -u
PLACE="${TMPDIR:-/tmp}/qaraul-test-postgres-$(id -u)"
BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$BIN" ] || BIN=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ "${1:-}" = stop ]; then
  [ -d "$PLACE/data" ] && as_server "$BIN/pg_ctl" -D "$PLACE/data" -m immediate stop >/dev/null 2>&1
  rm -rf "$PLACE"
  exit 0
fi
answers() { .venv/bin/python -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3).close()' "$1" 2>/dev/null; }
for address in ${QARAUL_TEST_POSTGRES:-} postgres://postgres@127.0.0.1:5432/postgres "postgres://$(id -un)@127.0.0.1:5432/postgres"; do
  if answers "$address"; then echo "$address"; exit 0; fi
done
if [ ! -x "$BIN/initdb" ]; then
  echo "no PostgreSQL answers on 127.0.0.1:5432 and none is installed (Debian: apt-get install postgresql)" >&2
  exit 1
fi
PORT=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
rm -rf "$PLACE" && mkdir -p "$PLACE"
[ "$(id -u)" = 0 ] && chown postgres "$PLACE"
{ as_server "$BIN/initdb" -D "$PLACE/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 &&
  as_server "$BIN/pg_ctl" -D "$PLACE/data" -w -l "$PLACE/log" -o "-p $PORT -k $PLACE -c fsync=off" start; } >"$PLACE/start.log" 2>&1
address="postgres://postgres@127.0.0.1:$PORT/postgres"
if answers "$address"; then echo "$address"; else echo "PostgreSQL is installed but did not start; see $PLACE/start.log" >&2; exit 1; fi
