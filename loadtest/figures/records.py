"""What was measured of each row, kept as a JSON file a row, so that one can be done again alone."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from loadtest.errors import ScenarioError
from loadtest.result import Machine

CALM = 1.3


class Record(BaseModel):
    """The newest measurement of one row."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    row: str
    date: str
    """ISO 8601, when its last round ended."""
    machine: Machine | None = None
    rounds: list[dict[str, float | None]]
    """By round: figures by what they are called in the row."""
    pulses: list[float | None] = Field(default_factory=list)
    """By round: how long a fixed piece of work took while measuring, over its best; None where it
    was not measured. 1.0 is a machine that nobody else uses."""
    problems: list[str] = Field(default_factory=list)
    """What a reader must know of its runs: sentences."""
    profile: str = ""
    """File beside the record that has the server's profile; empty if none was made."""

    @property
    def calm(self) -> list[int]:
        """Rounds in which the machine itself was about as quick as it can be; all where there are
        none, or where nobody looked."""
        found = [i for i, pulse in enumerate(self.pulses) if pulse is not None and pulse <= CALM]
        return found or list(range(len(self.rounds)))

    def values(self, what: str) -> list[float | None]:
        """Of the calm rounds; None where a round did not measure it."""
        return [self.rounds[i].get(what) for i in self.calm]


def save(folder: Path, record: Record) -> None:
    """Over the one that is there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.row}.json"
    path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load(folder: Path, row: str) -> Record | None:
    """None if the row was not measured yet. Raises ScenarioError for a file of something else."""
    path = folder / f"{row}.json"
    try:
        return Record.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise ScenarioError(
            f"{path}: is not a record of figures; delete it, or measure it again with --only {row}"
        ) from None
