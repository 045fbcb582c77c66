"""The knowledge base, as live help asks it."""

from __future__ import annotations

from typing import Protocol

from metaserver.civic.knowledge.models import Answer
from metaserver.civic.models import Language


class Knowledge(Protocol):
    """Answers within milliseconds."""

    def ask(self, question: str, language: Language, department: str = "") -> Answer: ...
