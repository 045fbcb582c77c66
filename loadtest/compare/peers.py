"""One peer under its load: server on one core, clients on another, measured for some seconds."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import Any, NamedTuple

from loadtest.compare import tools
from loadtest.compare.child import LIFE_S, Child
from loadtest.compare.cores import TwoCores
from loadtest.compare.outcome import Row, Subject
from loadtest.compare.rings import MIDDLE_M, NEAR_M

TICK_HZ = 10
SEND_BUFFER_BYTES = 65_536
"""SO_SNDBUF of our server's sockets."""
COLYSEUS = (Subject.COLYSEUS, Subject.COLYSEUS_VIEWS)


class Work(NamedTuple):
    """For one row."""

    subject: Subject
    round: int
    clients: int
    seconds: float
    seed: int
    settle_s: float = 3.0
    """Between the last arrival and the measuring: compilers of the peers' languages warm up."""
    frame_bytes: float = 0.0
    """The floor: mean size of our frames in this round. A send() costs so much and so much more a
    byte, so that the mean costs what the frames do."""
    frames_hz: float = TICK_HZ
    """The floor: our frames a client and second."""


def measure(work: Work, cores: TwoCores) -> Row:
    """Raises LoadError, a sentence, when anything of it fails."""
    with ExitStack() as stack:
        server = stack.enter_context(_server(work, cores))
        port = server.ready()
        load = [stack.enter_context(_generator(work, port, cores))]
        if work.subject in COLYSEUS:
            load.append(stack.enter_context(_witness(port, cores)))
        for child in load:
            child.ready()
        time.sleep(work.settle_s)
        return _window(work, server, load)


def _window(work: Work, server: Child, load: list[Child]) -> Row:
    asked = [*load, server] if work.subject == Subject.FLOOR else load
    for child in asked:
        child.say("begin")
    began_s = time.monotonic()
    before = server.cpu_s(), sum(child.cpu_s() for child in load)
    time.sleep(work.seconds)
    after = server.cpu_s(), sum(child.cpu_s() for child in load)
    seconds = time.monotonic() - began_s
    for child in asked:
        child.say("end")
    told = [child.told() for child in asked]
    row = _row(work, told[0])
    row.cpu_cores, row.load_cpu_cores = (
        (a - b) / seconds for a, b in zip(after, before, strict=True)
    )
    if work.subject == Subject.FLOOR:
        _of_the_floor(row, told[-1])
    if work.subject in COLYSEUS:
        _of_the_witness(row, told[-1])
    return row


def _server(work: Work, cores: TwoCores) -> Child:
    command, settings = _command(work)
    return Child(f"The {work.subject} server", command, cpu=cores.server, env=settings)


def _command(work: Work) -> tuple[list[str], dict[str, str]]:
    if work.subject == Subject.FLOOR:
        shape = [work.clients, max(1, round(work.frame_bytes)), f"{work.frames_hz:.4f}"]
        return [str(a) for a in (tools.floor(), *shape, SEND_BUFFER_BYTES, LIFE_S)], {}
    if work.subject == Subject.BROADCAST:
        return [sys.executable, "-m", "loadtest.compare.broadcast_server"], {}
    view_m = NEAR_M if work.subject == Subject.COLYSEUS_VIEWS else 0
    return [tools.node(), str(tools.colyseus() / "server.mjs")], {
        "VIEW_M": str(view_m), "NODE_ENV": "production"
    }  # fmt: skip


def _generator(work: Work, port: str, cores: TwoCores) -> Child:
    module = [sys.executable, "-m", "loadtest.compare.generator"]
    command = [*module, work.subject, port, str(work.clients), str(work.seed)]
    return Child("The generator", command, cpu=cores.load)


def _witness(port: str, cores: TwoCores) -> Child:
    script = str(tools.COLYSEUS / "witness.mjs")
    command = [tools.node(), script, port, str(NEAR_M), str(MIDDLE_M)]
    return Child("The witness", command, cpu=cores.load)


def _row(work: Work, load: dict[str, Any]) -> Row:
    """What the generator told."""
    per_client_s = work.clients * load["seconds"]
    row = Row(
        subject=work.subject,
        round=work.round,
        clients=work.clients,
        seconds=load["seconds"],
        cpu_cores=0.0,
        frames_per_client_s=load["frames"] / per_client_s,
        bytes_per_client_s=load["bytes"] / per_client_s,
        said_per_client_s=load["said"] / per_client_s,
        updates_per_s=load["updates_per_s"],
        seen=load["seen"] or None,
        load_cpu_cores=0.0,
        load_lag_p99_ms=load["lag_p99_ms"],
    )
    if load["open"] != work.clients:
        row.remarks.append(f"{work.clients - load['open']} of {work.clients} connections ended")
    return row


def _of_the_floor(row: Row, told: dict[str, Any]) -> None:
    """Its CPU is what getrusage told it itself, and its readers know of no frames."""
    row.cpu_cores = row.write_cpu_cores = told["cpu_s"] / row.seconds
    row.frames_per_client_s = told["frames"] / row.clients / row.seconds
    if told["short_writes"]:
        row.remarks.append(f"{told['short_writes']} frames did not fit into their socket")


def _of_the_witness(row: Row, told: dict[str, Any]) -> None:
    """One client of Colyseus' own library: what arrived, decoded by it."""
    row.updates_per_s = told["updates_per_s"]
    row.seen = told["players"]
    if row.subject == Subject.COLYSEUS and row.seen != row.clients + 1:
        row.remarks.append(f"its witness saw {row.seen} of {row.clients + 1} avatars")
