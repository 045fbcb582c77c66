#!/bin/sh
# Prints the Python to set up with: $PYTHON, else that of .venv, else the newest on the PATH.
# Each is run, not only looked up: a version manager's stub answers to a name it cannot start.
enough='import sys; sys.exit(sys.version_info < (3, 11))'

if [ -n "${PYTHON:-}" ]; then
    "$PYTHON" -c "$enough" 2>/dev/null && { echo "$PYTHON"; exit 0; }
    echo "PYTHON=$PYTHON is not a Python 3.11 or later that starts." >&2
    exit 1
fi
for python in "$(dirname "$0")/../.venv/bin/python" \
    python3.14 python3.13 python3.12 python3.11 python3; do
    "$python" -c "$enough" 2>/dev/null && { echo "$python"; exit 0; }
done
found=$(python3 --version 2>/dev/null || echo "no python3 at all")
echo "Metaverse Seoul needs Python 3.11 or later; this machine has $found." \
    "Install one, or name it: make PYTHON=/path/to/python3.12 setup" >&2
exit 1
