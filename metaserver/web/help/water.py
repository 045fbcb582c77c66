"""The settlement on ``/s/water``: its form, the sum with its steps, the tariff behind it."""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.civic.water.models import SettlementShown, TariffShown
from metaserver.errors import Invalid
from metaserver.web.forms import Form
from metaserver.web.help.desk import Water
from metaserver.web.services.fields import read_schema
from metaserver.web.services.values import request_of, typed
from metaserver.web.services.view import FormView, in_words
from metaserver.web.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterView:
    """As ``templates/help/water.html`` draws it."""

    title: str
    summary: str
    form: FormView
    tariff: TariffShown
    result: SettlementShown | None = None


class WaterPart:
    def __init__(self, water: Water) -> None:
        self._water = water

    def shown(self, visitor: Visitor, filled: Form | None = None) -> WaterView:
        """``filled``: what was sent; None for a fresh form."""
        language = visitor.language
        schema = self._water.schema(language)
        fields = read_schema(schema)
        values = typed(filled.multi_items(), fields) if filled else {"households": ["1"]}
        wrong: dict[str, str] = {}
        result = None
        if filled is not None:
            try:
                asked = self._water.check(request_of(fields, values))
                result = self._water.settle(asked, language)
            except Invalid as error:
                wrong = in_words(error.fields, fields, schema.get("x-errors", {}), language)
        return WaterView(
            title=self._water.title(language),
            summary=self._water.summary(language),
            form=FormView(fields=fields, values=values, wrong=wrong),
            tariff=self._water.tariff(language),
            result=result,
        )
