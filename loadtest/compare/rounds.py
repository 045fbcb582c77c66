"""Ours and its peers in turn, so that a slow minute of the machine is everybody's."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from loadtest.compare import ours, peers, tools
from loadtest.compare.cores import TwoCores, two_cores
from loadtest.compare.options import Options
from loadtest.compare.outcome import ComparisonResult, Row, Subject
from loadtest.compare.peers import COLYSEUS, Work
from loadtest.compare.ratios import ratios
from loadtest.errors import Interrupted, LoadError
from loadtest.machine import machine, raise_files


def _silent(_: Row) -> None:
    pass


def compare(options: Options, tell: Callable[[Row], None] = _silent) -> ComparisonResult:
    """The whole comparison; ``tell`` hears of each row when it is there.

    What ends early is told in the result, with what was measured until then. Raises ToolMissing
    before anything is measured, where a peer cannot be had here.
    """
    cores = two_cores()
    result = ComparisonResult(versions=_prepare(options), machine=machine())
    raise_files()
    try:
        for number in range(options.rounds):
            _one_round(options, number, cores, result.rows, tell)
    except LoadError as error:
        _end(result, error)
    except KeyboardInterrupt:
        _end(result, Interrupted("Interrupted."))
    result.ratios = ratios(result.rows)
    return result


def _end(result: ComparisonResult, error: LoadError) -> None:
    result.complete, result.ended, result.exit_code = False, str(error), error.exit_code


def _prepare(options: Options) -> dict[str, str]:
    """Gets what the peers need; their versions."""
    versions = {"ours": version("metaverse-seoul")}
    if Subject.FLOOR in options.only:
        tools.floor()
    if Subject.BROADCAST in options.only:
        versions["websockets"] = version("websockets")
    if any(peer in options.only for peer in COLYSEUS):
        versions |= {"node": tools.node_version(), "@colyseus/core": tools.colyseus_version()}
    return versions


def _one_round(
    options: Options, number: int, cores: TwoCores, rows: list[Row], tell: Callable[[Row], None]
) -> None:
    for subject, clients in options.turns():
        seed = options.seed + number
        work = Work(subject, number, clients, options.seconds, seed, options.settle_s)
        if subject == Subject.OURS:
            row = ours.measure(work)
        else:
            row = peers.measure(_as_ours(work, rows), cores)
        rows.append(row)
        tell(row)


def _as_ours(work: Work, rows: list[Row]) -> Work:
    """The floor sends frames as ours did in the same round."""
    if work.subject != Subject.FLOOR:
        return work
    row = next(r for r in reversed(rows) if r.subject == Subject.OURS)
    if not row.frames_per_client_s:
        raise LoadError(
            "Our server sent no frames, so that there is nothing to send for the floor."
        )
    size = row.bytes_per_client_s / row.frames_per_client_s
    return work._replace(frame_bytes=size, frames_hz=row.frames_per_client_s)
