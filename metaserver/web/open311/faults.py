"""What can be wrong with a request, and how it is told: several at once, in the reader's language.

No sentence repeats what was sent, so neither a key nor anybody's data can come back in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metaserver.errors import MetaserverError
from metaserver.register import Language
from metaserver.web.open311.documents import Listed, Node
from metaserver.web.open311.words import WORDS


@dataclass(frozen=True, slots=True)
class Fault:
    """``code`` names a sentence of ``WORDS``; ``field`` is the parameter that it is about."""

    status: int
    code: str
    field: str = ""

    def sentence(self, language: Language) -> str:
        words = WORDS[language].get(self.code) or WORDS[language]["form"]
        return f"{self.field}: {words}" if self.field else words


class Faults(MetaserverError):
    """Why a request is not answered as asked; ``str()`` is their codes, for logs.

    ``headers``: what the answer carries besides.
    """

    def __init__(self, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(", ".join(each.code for each in faults))
        self.faults: Sequence[Fault] = faults
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """Theirs, where it is the same for all."""
        found = {each.status for each in self.faults}
        return found.pop() if len(found) == 1 else 400

    def document(self, language: Language) -> Node:
        return Listed(
            "error",
            [
                {"code": str(each.status), "description": each.sentence(language)}
                for each in self.faults
            ],
        )


def wrong_fields(fields: Mapping[str, str]) -> list[Fault]:
    """Faults of a POST's fields, each with its code; an unknown service is what is not found."""
    return [
        Fault(404, "service", name)
        if (name, code) == ("service_code", "unknown")
        else Fault(400, code, name)
        for name, code in fields.items()
    ]
