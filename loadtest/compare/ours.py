"""Our server under its own crowd, as a row like the others."""

from __future__ import annotations

from loadtest.compare.outcome import Row, Subject
from loadtest.compare.peers import Work
from loadtest.errors import LoadError
from loadtest.options import Options
from loadtest.result import Result
from loadtest.run import run

SCENARIO = "plaza"
"""Everybody walks, 1 to 2 m/s, and turns twice a second."""
WITNESSES = 1
WRITE_CPU = "metaserver_gateway_write_cpu_seconds"
FRAMES = "metaserver_gateway_frames"


def measure(work: Work) -> Row:
    """Starts a server on the first core and its crowd on the others.

    Raises LoadError when the run does not come to its end.
    """
    asked = Options(
        SCENARIO, work.clients, seconds=work.seconds, seed=work.seed, settle_s=work.settle_s,
        witnesses=WITNESSES,
    )  # fmt: skip
    result = run(asked)
    if not result.complete:
        raise _failed(result)
    return row_of(work, result)


def row_of(work: Work, result: Result) -> Row:
    """Raises LoadError where the run could not tell what the server used."""
    if result.server_cpu_cores is None or result.load_cpu_cores is None:
        raise LoadError("The CPU time of our server could not be read from /proc; is this Linux?")
    row = Row(
        subject=Subject.OURS,
        round=work.round,
        clients=work.clients,
        seconds=result.seconds,
        cpu_cores=result.server_cpu_cores,
        write_cpu_cores=_write_cpu_cores(work, result),
        frames_per_client_s=result.frames_per_client_s or 0.0,
        bytes_per_client_s=result.bytes_per_client_s or 0.0,
        said_per_client_s=result.messages_per_client_s or 0.0,
        updates_per_s=result.updates_per_s,
        load_cpu_cores=result.load_cpu_cores,
        load_cores=result.load_cores,
        load_lag_p99_ms=result.load_lag_ms.p99,
        remarks=list(result.missed),
    )
    if result.connected != work.clients:
        row.remarks.append(f"{result.connected} of {work.clients} were connected at the end")
    if row.write_cpu_cores is None:
        row.remarks.append("what writing took is unknown: /metrics answered less than twice")
    return row


def _write_cpu_cores(work: Work, result: Result) -> float | None:
    """From two counters that were read at the same moments: time a frame, times our frames."""
    write_s, frames = (result.server_counts.get(name) for name in (WRITE_CPU, FRAMES))
    if write_s is None or not frames or result.frames_per_client_s is None:
        return None
    return write_s / frames * result.frames_per_client_s * work.clients


def _failed(result: Result) -> LoadError:
    error = LoadError(f"Our server could not be measured: {result.ended}")
    error.exit_code = result.exit_code
    return error
