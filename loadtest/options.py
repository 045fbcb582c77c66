"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loadtest import library
from loadtest.errors import ScenarioError
from loadtest.scenario import Arrive, Scenario

CLIENTS_MAX = 60_000
SEED_MAX = 2**63 - 1


@dataclass(frozen=True)
class Options:
    scenario: str
    """A name of the library, or a path."""
    clients: int
    url: str = ""
    """Of a running server; empty: one is started for this run."""
    seconds: float | None = None
    """None, here and below: as the scenario says."""
    seed: int = 1
    latency_ms: float = 0.0
    """Added to a round trip of every connection."""
    loss: float = 0.0
    """Share of what is sent that is lost at first, and comes a time-out later."""
    own: bool = False
    """The server may be another machine: its owner agrees."""
    processes: int | None = None
    """None: as cores allow."""
    witnesses: int | None = None
    arrive_within_s: float | None = None
    settle_s: float | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of the server that is started."""
    json: Path | None = None
    html: Path | None = None
    baseline: Path | None = None
    fail_if: tuple[str, ...] = ()

    def checked(self) -> Options:
        """Itself. Raises ``ScenarioError`` for what cannot be meant."""
        _between("--clients", self.clients, 1, CLIENTS_MAX)
        _between("--seed", self.seed, 0, SEED_MAX)
        _between("--latency", self.latency_ms, 0, 10_000)
        _between("--loss", self.loss, 0, 0.5)
        for name in ("seconds", "processes", "witnesses", "arrive_within_s", "settle_s"):
            value = getattr(self, name)
            if value is not None:
                _between(f"--{name.removesuffix('_s').replace('_', '-')}", value, *_SPANS[name])
        if self.settings and self.url:
            raise ScenarioError("--set is for a server of this run: use --serve, not --url.")
        self._check_files()
        return self

    def _check_files(self) -> None:
        if self.json is not None and self.html is not None and _same(self.json, self.html):
            raise ScenarioError(f"--json and --html are both {self.html}; name two files.")
        for path in (self.json, self.html):
            if path is not None:
                _check_writable(path)

    def chosen_scenario(self) -> Scenario:
        """The scenario with what these options change of it. Raises ``ScenarioError``."""
        scenario = library.load(self.scenario)
        changed = {
            name: value
            for name in ("seconds", "witnesses", "settle_s")
            if (value := getattr(self, name)) is not None
        }
        if self.arrive_within_s is not None:
            changed["arrive"] = Arrive(within_s=self.arrive_within_s)
        return scenario.model_copy(update=changed)


_SPANS: dict[str, tuple[float, float]] = {
    "seconds": (0.1, 86_400),
    "processes": (1, 256),
    "witnesses": (0, 16),
    "arrive_within_s": (0.01, 3600),
    "settle_s": (0, 3600),
}


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _check_writable(path: Path) -> None:
    """Opens it, as nothing else tells for sure; what was in it stays."""
    new = not path.exists()
    try:
        path.open("ab").close()
        if new:
            path.unlink()
    except OSError as error:
        why = error.strerror or str(error)
        raise ScenarioError(
            f"{path}: no file can be written there ({why}); name another."
        ) from None


def _between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ScenarioError(f"{name} {value:g}: write a number from {least:g} to {most:g}.")
