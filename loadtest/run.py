"""A run from its options to its report: ``run(Options("plaza", clients=500))``."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from loadtest import arrival, cores, machine
from loadtest.address import Address, parse, refuse_strangers
from loadtest.conduct import Cast, conduct
from loadtest.cores import Cores
from loadtest.crowd.job import Job
from loadtest.errors import Interrupted, LoadError, Missed, ScenarioError
from loadtest.options import Options
from loadtest.progress import Silent, Watcher
from loadtest.report import baseline
from loadtest.report.remarks import gates
from loadtest.result import Result
from loadtest.scenario import Scenario
from loadtest.serving import served, settings
from loadtest.target import Target, grounds, look
from loadtest.thresholds import Threshold
from loadtest.thresholds import parse as threshold
from loadtest.witness.job import WitnessJob
from metaserver.protocol.codec import HASH
from metaserver.protocol.messages import VERSION

__all__ = ["Options", "run"]


def run(options: Options, watcher: Watcher | None = None) -> Result:
    """Never raises ``LoadError``: ``exit_code`` and ``ended`` say what went wrong, and the rest is
    what was seen until then. ``json`` and ``html`` are written whatever happens."""
    result, earlier = _blank(options), baseline.load_if_readable(options.baseline)
    try:
        with _ended_politely():
            _run(options, result, watcher or Silent())
    except LoadError as error:
        _end(result, error)
    except KeyboardInterrupt:
        _end(result, Interrupted("Interrupted."))
    return _written(options, result, earlier)


def _blank(options: Options) -> Result:
    return Result(
        scenario=options.scenario, clients=options.clients, connected=0, seconds=0.0,
        seed=options.seed, url=options.url, tier="full", complete=False,
        machine=machine.machine(), settings=_told(options),
    )  # fmt: skip


def _told(options: Options) -> dict[str, object]:
    """Options that change what is measured, as far as they were given."""
    names = ("latency_ms", "loss", "arrive_within_s", "settle_s")
    told: dict[str, object] = {n: v for n in names if (v := getattr(options, n))}
    told["protocol"] = f"version {VERSION}, hash {HASH}"
    if options.url:
        return told
    told["server"] = "started for this run"
    return told | {f"server {name}": value for name, value in settings(options).items()}


def _end(result: Result, error: LoadError) -> None:
    result.exit_code = error.exit_code
    if not isinstance(error, Missed):
        result.complete, result.ended = False, str(error)


def _run(options: Options, result: Result, watcher: Watcher) -> None:
    scenario = options.checked().chosen_scenario()
    thresholds = [threshold(text) for text in options.fail_if]
    if options.baseline is not None:
        baseline.load(options.baseline)
    result.scenario, result.tier = scenario.name, scenario.tier
    machine.check_room(options.clients)
    with ExitStack() as stack:
        address, pid = _server(options, stack, watcher)
        result.url = address.ws_url
        target = look(address, pid)
        placed = _cores(options, target)
        stack.enter_context(cores.kept_to(placed.crowd))
        ws_url = _conditioned(options, address, placed, stack)
        cast = _cast(options, scenario, target, placed, ws_url)
        result.load_processes = len(cast.jobs)
        result.load_cores = len(placed.crowd or cores.usable()) or 1
        result.settings["cores"] = placed.words
        conduct(cast, result, watcher)
    result.complete = True
    _judge(result, thresholds)


def _server(options: Options, stack: ExitStack, watcher: Watcher) -> tuple[Address, int | None]:
    """Its address, and its process where that is ours."""
    if options.url:
        address = parse(options.url)
        refuse_strangers(address, own=options.own)
        return address, None
    watcher.phase("starting a server")
    city = stack.enter_context(served(options))
    return parse(city.ws_url), city.pid


def _cores(options: Options, target: Target) -> Cores:
    """Where everybody runs: never on the cores that a server of this machine is kept to."""
    servers = cores.of_process(target.pid)
    return cores.plan(cores.usable(), servers, options.clients, options.processes)


def _conditioned(options: Options, address: Address, placed: Cores, stack: ExitStack) -> str:
    """The address that bots and witnesses connect to."""
    if not options.latency_ms and not options.loss:
        return address.ws_url
    if address.secure or not address.is_loopback or ":" in address.host:
        raise ScenarioError("--latency and --loss are for a server at 127.0.0.1, over ws://.")
    from loadtest.conditioner import Conditioner

    conditioner = stack.enter_context(
        Conditioner(
            address.port, options.latency_ms, options.loss, placed.conditioner, seed=options.seed
        )
    )
    return replace(address, host="127.0.0.1", port=conditioner.port).ws_url


def _cast(options: Options, scenario: Scenario, target: Target, placed: Cores, ws_url: str) -> Cast:
    worlds = grounds(target, scenario)
    times_s = arrival.times_s(scenario.arrive, options.clients, options.seed).tolist()
    jobs = [
        Job(
            url=ws_url, scenario=scenario, clients=options.clients, bots=bots, seed=options.seed,
            grounds=worlds, arrive_s=tuple(times_s[bots.start : bots.stop]), cpu=cpu,
        )
        for bots, cpu in zip(
            arrival.parts(options.clients, len(placed.workers)), placed.workers, strict=True
        )
        if len(bots)
    ]  # fmt: skip
    witness = WitnessJob(
        ws_url=ws_url, scenario=scenario, grounds=worlds, count=scenario.witnesses,
        seed=options.seed, cpu=placed.witness,
    )  # fmt: skip
    return Cast(target, worlds, jobs, witness if scenario.witnesses else None)


def _judge(result: Result, thresholds: list[Threshold]) -> None:
    """Raises ``Missed`` where a gate or a threshold was."""
    for gate in gates(result):
        if gate.kept is False:
            result.missed.append(
                f"Position error of the {gate.ring} ring: p95 is {gate.error_m:.2f} m, "
                f"at most {gate.allowed_m:g} m is allowed."
            )
    result.missed += [words for each in thresholds if (words := each.missed(result))]
    if result.missed:
        raise Missed(" ".join(result.missed))


def _written(options: Options, result: Result, earlier: Result | None) -> Result:
    """Saves the reports that were asked for; where that fails, says so in the result."""
    if options.json is not None:
        text = result.model_dump_json(indent=1) + "\n"
        with _told_in(result, options.json):
            options.json.write_text(text, encoding="utf-8")
    if options.html is not None:
        from loadtest.report.page import write_page

        with _told_in(result, options.html):
            write_page(options.html, result, earlier)
    return result


@contextmanager
def _told_in(result: Result, path: Path) -> Iterator[None]:
    """That ``path`` cannot be written; once, where it was known before the run."""
    try:
        yield
    except OSError as error:
        if f"{path}: " not in result.ended:
            why = error.strerror or str(error)
            result.ended = f"{result.ended} {path}: the report cannot be written: {why}.".strip()
        result.exit_code = result.exit_code or ScenarioError.exit_code


@contextmanager
def _ended_politely() -> Iterator[None]:
    """SIGTERM is like Ctrl-C: whatever was started is ended, and the reports are written."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not the main thread, which gets no signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
