from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from metaserver.civic.forms import read_form
from metaserver.civic.means import Means
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.civic.schema import form_schema
from metaserver.civic.texts import load_texts
from metaserver.ports.access import Once
from tests.unit.civic.suggestion.models import SuggestionRequest
from tests.unit.civic.suggestion.rules import is_for_the_council

TOPICS = ("culture", "parks", "roads")


class SuggestionService:
    id = "suggestion"

    def __init__(self, means: Means) -> None:
        self._texts = load_texts(Path(__file__).parent)
        self.council: list[BaseModel] = []
        self.kept: list[BaseModel] = []
        """Its back end; a real one is a store behind a port."""

    def title(self, language: Language) -> str:
        return self._texts[language].title

    def summary(self, language: Language) -> str:
        return self._texts[language].summary

    def schema(self, language: Language) -> dict[str, Any]:
        texts = self._texts[language]
        choices = [{"value": each, "title": texts.words[each]} for each in TOPICS]
        extra: dict[str, dict[str, Any]] = {
            "topic": {"x-choices": choices},
            "idea": {"x-widget": "lines"},
        }
        return form_schema(SuggestionRequest, texts, language, extra)

    def check(self, form: Mapping[str, Any]) -> SuggestionRequest:
        return read_form(SuggestionRequest, form, lines={"idea"})

    async def similar(
        self, request: BaseModel, language: Language, *, address_key: str = ""
    ) -> list[dict[str, Any]]:
        return []

    async def submit(self, request: BaseModel, asker: Asker, once: Once | None) -> Receipt:
        assert isinstance(request, SuggestionRequest)
        self.kept.append(request)
        if is_for_the_council(request):
            self.council.append(request)
        return Receipt(
            service=self.id,
            number=str(len(self.kept)),
            code="",
            words=self._texts[asker.language].words["receipt"],
        )
