#!/bin/sh
# Writes requirements/*.lock from pyproject.toml: every platform, Python 3.11 and later, with
# hashes and without registry addresses. Arguments go to uv (`scripts/lock.sh --upgrade`).
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
[ -n "$uv" ] || uv=.venv/bin/uv
[ -x "$uv" ] || { echo "make lock needs uv: .venv/bin/python -m pip install uv" >&2; exit 1; }

# Every lock holds to the versions of the first, so installing one after another never swaps any.
compile() {
    lock=requirements/$1.lock
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" "$@" -o "$lock"
    echo "wrote $lock"
}
compile runtime pyproject.toml --extra loadtest --group build "$@"
compile dev pyproject.toml --extra loadtest --group build --group dev -c requirements/runtime.lock "$@"
compile node --group node "$@"
if grep -n '://' requirements/*.lock; then
    echo "a lock names an address; take it out" >&2
    exit 1
fi
