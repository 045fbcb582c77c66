"""A run as one HTML file that needs nothing else: no scripts, no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from loadtest.report.baseline import of_line
from loadtest.report.lines import lines, title
from loadtest.report.page_tables import Cell, change, tables
from loadtest.report.pictures import pictures
from loadtest.report.remarks import remarks
from loadtest.report.words import number
from loadtest.result import Result


@dataclass(frozen=True)
class Card:
    """One headline figure; ``note`` is what it is, or how it changed."""

    label: str
    value: str
    unit: str
    note: Cell


_CARDS = (
    # label of the line, quantile, heading, note
    ("frame age, all bots", "p99", "Frame age p99", "received minus the frame's tick"),
    ("seen, near", "p99", "Seen near p99", "from a turn to its first frame"),
    ("processor", "", "Server processor", "mean while measuring"),
    ("received by a client", "", "Bytes per client", "WebSocket headers included"),
    ("dropped", "", "Dropped", "connections that nobody ended"),
)


def write_page(path: Path, result: Result, baseline: Result | None = None) -> None:
    """Writes the page to ``path``, over what is there. Raises OSError if it cannot."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True,
    )  # fmt: skip
    page = environment.get_template("page.html.j2").render(
        title=f"{result.scenario}, {result.clients:,} people",
        heading=f"{result.clients:,} people in {result.scenario}",
        about=_about(result),
        korean=_korean(result),
        remarks=remarks(result, baseline),
        cards=_cards(result, baseline),
        pictures=pictures(result),
        tables=tables(result, baseline),
        facts=list(_facts(result, baseline)),
    )
    Path(path).write_text(page, encoding="utf-8")


def _about(result: Result) -> str:
    text = f"{number(result.seconds)} s measured, tier {result.tier}, seed {result.seed}"
    return f"{text} · {result.machine.date}, {result.machine.cpu}" if result.machine else text


def _korean(result: Result) -> str:
    """The run in one Korean sentence."""
    told = [
        ("프레임 지연 p99", result.frame_age_ms.p99, "ms"),
        ("가까운 사람의 움직임이 보이기까지 p99", result.seen_ms.near.p99, "ms"),
        ("서버 CPU", result.server_cpu_cores, "코어"),
        ("한 사람당 초당", _kilo(result.bytes_per_client_s), "kB"),
    ]
    found = [
        f"{result.clients:,}명 가운데 {result.connected:,}명 접속, 끊긴 연결 {result.dropped:,}"
    ]
    found += [f"{what} {number(value, unit)}" for what, value, unit in told if value is not None]
    part = "" if result.complete else "(중간에 끝난 기록) "
    return f"{part}{', '.join(found)}."


def _kilo(value: float | None) -> float | None:
    return None if value is None else value / 1000


def _cards(result: Result, baseline: Result | None) -> list[Card]:
    by_label = {line.label: line for line in reversed(lines(result))}
    cards = []
    for label, quantile, heading, note in _CARDS:
        rows = of_line(by_label[label], result, baseline or result)
        row = next(row for row in rows if row.quantile == quantile)
        said = change(row) if baseline else Cell(note)
        unit = "" if row.now is None else row.line.unit
        cards.append(Card(heading, number(row.now), unit, said))
    return cards


def _facts(result: Result, baseline: Result | None) -> Iterator[tuple[str, str]]:
    """What was done, where and when."""
    yield "scenario", result.scenario
    yield "address", result.url
    yield "ended", result.ended or "as planned"
    yield "exit code", str(result.exit_code)
    yield "missed", " ".join(result.missed) or "nothing"
    if unknown := [title(line) for line in lines(result) if not line.measured(result)]:
        yield "not measured", "; ".join(unknown)
    for code, ends in sorted(result.close_codes.items()):
        yield f"closed with {code}", f"{ends:,}"
    for name, count in sorted(result.server_counts.items()):
        if count:
            yield name.removeprefix("metaserver_").replace("_", " "), number(count)
    for name, value in sorted(result.settings.items()):
        yield name, str(value)
    if result.machine:
        machine = result.machine
        yield "date", machine.date
        yield "machine", f"{machine.cpu}, {machine.cores} cores, {machine.memory_gib:g} GiB"
        yield "system", f"{machine.kernel}, Python {machine.python}"
    if baseline:
        date = f", {baseline.machine.date}" if baseline.machine else ""
        yield "baseline", f"{baseline.scenario}, {baseline.clients:,} people{date}"
