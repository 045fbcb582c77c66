"""``python -m tests.bench [NAME ...] [--json] [--write]``: the figures of the city, as one table.

A module of this folder that has ``rows()`` (a function or a coroutine) is a benchmark: it gives
``(what, figure, aim)`` for each line, and may have a ``NAME`` for its part of the table.
"""

import argparse
import asyncio
import importlib
import inspect
import json
import os
import pkgutil
import platform
import sys
import time
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

from tests.bench import _document

Row = tuple[str, str, str]
FOLDER = Path(__file__).parent


def benchmarks() -> dict[str, ModuleType]:
    """By the name of the file."""
    names = (m.name for m in pkgutil.iter_modules([str(FOLDER)]) if not m.name.startswith("_"))
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "rows")}


def run(module: ModuleType) -> list[Row]:
    rows = module.rows()
    return list(asyncio.run(rows) if inspect.iscoroutine(rows) else rows)


def main() -> None:
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--write", action="store_true", help="also into docs/figures.md")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    results, failed = measure({n: known[n] for n in options.names or known})
    print_json(results) if options.json else print_table(known, results)
    if options.write:
        good = {name: rows for name, rows in results.items() if name not in failed}
        _document.write(good, machine())
    sys.exit(bool(failed))


def measure(chosen: dict[str, ModuleType]) -> tuple[dict[str, list[Row]], list[str]]:
    """Rows by benchmark; one that fails says so, and the others go on."""
    results: dict[str, list[Row]] = {}
    failed = []
    for name, module in chosen.items():
        print(f"  {name} ...", end="", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            results[name] = run(module)
        except Exception as error:
            failed.append(name)
            results[name] = [("failed", repr(error), "")]
        print(f" {time.monotonic() - began:.0f} s", file=sys.stderr)
    return results, failed


def machine() -> str:
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}"


def print_table(known: dict[str, ModuleType], results: dict[str, list[Row]]) -> None:
    table = Table("figure", "measured", "aim", title=f"Benchmark ({machine()})")
    for name, rows in results.items():
        table.add_section()
        table.add_row(f"[bold]{getattr(known[name], 'NAME', name)}", "", "")
        for what, figure, aim in rows:
            table.add_row(f"  {what}", figure, aim)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def print_json(results: dict[str, list[Row]]) -> None:
    rows = [
        {"benchmark": name, "what": what, "figure": figure, "aim": aim}
        for name, rows in results.items()
        for what, figure, aim in rows
    ]
    print(json.dumps({"machine": machine(), "rows": rows}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
