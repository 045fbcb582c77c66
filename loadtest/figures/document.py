"""The document of the figures, written from the newest record of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from loadtest.figures.aims import Aim
from loadtest.figures.records import CALM, Record, load
from loadtest.figures.rows import ROWS, Row
from loadtest.result import Machine

NOT_YET = "not measured yet"
_REACHED = {True: "yes", False: "**no**", None: ""}
_HEAD = """# Performance

What the city reaches on one core, and beside others on the same work. Written by
`python -m loadtest figures` from the newest measurement of each row; do not edit it by hand.
Medians, and in brackets the least and the most of the rounds. The machine is a virtual one that
others use too: a fixed piece of work, timed once a second on the server's core, tells how quick it
is itself. Rounds in which it took more than 1.3 times its best are made again and do not count,
unless all are so; the records have them all.

| what | figure | aim | measured | reached |
|---|---|---|---|---|
"""
_BESIDE = """
## Beside them

| what | figure | measured |
|---|---|---|
"""
_REPEAT = """
## How to repeat it

```
.venv/bin/python -m loadtest figures                  # every row
.venv/bin/python -m loadtest figures --only {example}     # one row
```

Rows: {names}. Each run has a server of its own with an empty data folder, kept to one core, and
its crowd on the others; nothing else should run on the machine. A row that is measured alone is
replaced here, the others stay. The records are in `{folder}`.
"""


def write(path: Path, folder: Path) -> None:
    """Writes the document to ``path`` from the records in ``folder``.

    Raises ScenarioError for a file there that is no record, OSError if it cannot write.
    """
    records = {row.name: load(folder, row.name) for row in ROWS}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text({n: r for n, r in records.items() if r}, folder.name), encoding="utf-8")


def text(records: Mapping[str, Record], folder: str) -> str:
    """``records`` by row; a row without one is said to be not measured yet."""
    aimed = [line for row in ROWS for line in _aimed(row, records.get(row.name))]
    beside = [line for row in ROWS for line in _beside(row, records.get(row.name))]
    names = ", ".join(row.name for row in ROWS)
    return "".join(
        [
            _HEAD + "\n".join(aimed) + "\n",
            _BESIDE + "\n".join(beside) + "\n" if beside else "",
            _notes(records, folder),
            _when(records),
            _REPEAT.format(example=ROWS[0].name, names=names, folder=folder),
        ]
    )


def _aimed(row: Row, record: Record | None) -> Iterator[str]:
    """One line a figure that has an aim; what the row is stands in its first."""
    for index, aim in enumerate(aim for aim in row.aims if aim.limited):
        what = row.what if index == 0 else ""
        values = record.values(aim.what) if record else []
        measured = aim.measured(values) if record else NOT_YET
        reached = _REACHED[aim.reached(values)] if record else ""
        yield f"| {what} | {aim.what} | {aim.limit} | {measured} | {reached} |"


def _beside(row: Row, record: Record | None) -> Iterator[str]:
    """The same for figures without an aim; none before they are measured."""
    for index, aim in enumerate(aim for aim in row.aims if not aim.limited):
        if record:
            what = row.what if index == 0 else ""
            yield f"| {what} | {aim.what} | {aim.measured(record.values(aim.what))} |"


def missed(row: Row, record: Record) -> list[Aim]:
    """Figures of the row that were not reached."""
    return [aim for aim in row.aims if aim.reached(record.values(aim.what)) is False]


def _when(records: Mapping[str, Record]) -> str:
    """Machines and dates: rows measured alike share a line."""
    found: dict[str, list[str]] = {}
    for name, record in records.items():
        rounds = _rounds(record)
        about = f"{record.date[:10]}, {rounds}, {_machine(record.machine)}"
        found.setdefault(about, []).append(name)
    lines = [f"- {', '.join(names)}: {about}" for about, names in found.items()]
    return "\n## When and where\n\n" + "\n".join(lines or [f"- {NOT_YET}"]) + "\n"


def _rounds(record: Record) -> str:
    n, calm = len(record.rounds), len(record.calm)
    told = f"{n} round{'s' * (n != 1)}"
    slow = [pulse for pulse in record.pulses if pulse is not None and pulse > CALM]
    if slow and calm < n:
        told += f" of which {calm} count, as the machine itself was {max(slow):g} times slower"
    elif slow:
        told += f", all on a machine that was itself {min(slow):g} to {max(slow):g} times slower"
    return told


def _machine(machine: Machine | None) -> str:
    if machine is None:
        return "machine not known"
    memory = f"{machine.memory_gib:g} GiB"
    system = f"{machine.kernel}, Python {machine.python}"
    return f"{machine.cpu}, {machine.cores} cores, {memory}, {system}"


def _notes(records: Mapping[str, Record], folder: str) -> str:
    """Of each row what was not reached, where the profile lies, and what was odd."""
    blocks: list[str] = []
    for row in ROWS:
        if (record := records.get(row.name)) and (lines := _note(row, record, folder)):
            blocks.append("\n".join([f"### {row.name}", "", *lines]))
    return (
        "\n## What was not reached\n\n"
        + "\n\n".join(blocks or ["Nothing of what was measured."])
        + "\n"
    )


def _note(row: Row, record: Record, folder: str) -> Sequence[str]:
    lines = [f"- not reached: {aim.what} ({aim.limit})" for aim in missed(row, record)]
    if record.profile:
        place = f"{folder}/{record.profile}"
        lines.append(f"- where the server's time goes: [{place}]({place})")
    return lines + [f"- {problem}" for problem in record.problems]
