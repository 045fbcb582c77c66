"""The settlement as citizens see it: its form, the sum in words, the tariff it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from metaserver.civic.forms import read_form
from metaserver.civic.models import Language
from metaserver.civic.schema import form_schema
from metaserver.civic.texts import LANGUAGES, ServiceTexts, load_texts
from metaserver.civic.water.models import (
    Line,
    LineCode,
    LineShown,
    PriceShown,
    SettlementRequest,
    SettlementShown,
    TariffShown,
)
from metaserver.civic.water.settling import settle
from metaserver.civic.water.tariff import FILE, Step, Tariff, load_tariff


class WaterDesk:
    """Keeps nothing: what is asked is summed up and forgotten."""

    def __init__(self, tariff: Path | None = None) -> None:
        """Raises ``SettingError`` where the tariff cannot be used. None is the example."""
        self._tariff = load_tariff(tariff or FILE)
        self._texts = load_texts(Path(__file__).parent)
        self._schemas = {each: self._schema(each) for each in LANGUAGES}

    def title(self, language: Language) -> str:
        return self._texts[language].title

    def summary(self, language: Language) -> str:
        return self._texts[language].summary

    def schema(self, language: Language) -> dict[str, Any]:
        """Of ``SettlementRequest``, as ``civic.models.Service`` says. Not to be changed."""
        return self._schemas[language]

    def _schema(self, language: Language) -> dict[str, Any]:
        sizes = [str(each.size_mm) for each in self._tariff.meters]
        choices = [{"value": size, "title": f"{size} mm"} for size in sizes]
        extra: dict[str, dict[str, Any]] = {
            "meter_mm": {"x-widget": "choice", "x-choices": choices},
            "day_before": {"x-widget": "date"},
            "day_out": {"x-widget": "date"},
        }
        return form_schema(SettlementRequest, self._texts[language], language, extra)

    def check(self, form: Mapping[str, Any]) -> SettlementRequest:
        """Raises ``Invalid``."""
        return read_form(SettlementRequest, form)

    def settle(self, asked: SettlementRequest, language: Language) -> SettlementShown:
        """Raises ``Invalid``, as ``settling.settle`` does."""
        found = settle(self._tariff, **dict(asked))
        texts = self._texts[language]
        return SettlementShown(
            **self._head(language),
            used_m3=found.used_m3,
            days=found.days,
            lines=tuple(_shown(line, texts) for line in found.lines),
            total_won=found.total_won,
            words=self._words(language, "settlement"),
        )

    def tariff(self, language: Language) -> TariffShown:
        return TariffShown(
            **self._head(language),
            prices=tuple(_prices(self._tariff, self._texts[language])),
            words=self._words(language, "tariff"),
        )

    def _head(self, language: Language) -> dict[str, Any]:
        return {
            "example": self._tariff.example,
            "tariff": self._tariff.name.in_(language),
            "as_of": self._tariff.as_of.isoformat(),
            "source": self._tariff.source,
        }

    def _words(self, language: Language, what: str) -> tuple[str, ...]:
        words = self._texts[language].words
        example = (words["example"],) if self._tariff.example else ()
        return (*example, words[what])


def _shown(line: Line, texts: ServiceTexts) -> LineShown:
    return LineShown(**dict(line), title=_title(line.code, line.step, texts))


def _title(code: LineCode, step: int, texts: ServiceTexts) -> str:
    title = texts.words[f"line.{code}"]
    return f"{title}, {texts.words['step'].format(step=step)}" if step else title


def _prices(tariff: Tariff, texts: ServiceTexts) -> Iterator[PriceShown]:
    for meter in tariff.meters:
        yield PriceShown(
            code="basic",
            title=texts.words["line.basic"],
            words=texts.words["meter"].format(size_mm=meter.size_mm),
            won=meter.basic_won,
            per="month",
        )
    yield from _step_prices("water", tariff.water, texts, "")
    share = texts.words["share"].format(percent=tariff.sewage.share_percent)
    yield from _step_prices("sewage", tariff.sewage.steps, texts, share)
    yield PriceShown(
        code="water_use",
        title=texts.words["line.water_use"],
        words=texts.words["each"],
        won=tariff.water_use.won_per_m3,
        per="m3",
    )


def _step_prices(
    code: LineCode, steps: tuple[Step, ...], texts: ServiceTexts, more: str
) -> Iterator[PriceShown]:
    from_m3: int | None = None
    for n, step in enumerate(steps, start=1):
        words = texts.words[_range(from_m3, step.up_to_m3)]
        yield PriceShown(
            code=code,
            title=_title(code, n if len(steps) > 1 else 0, texts),
            words=words.format(from_m3=from_m3, to_m3=step.up_to_m3) + more,
            won=step.won_per_m3,
            per="m3",
        )
        from_m3 = step.up_to_m3


def _range(from_m3: int | None, to_m3: int | None) -> str:
    """Which sentence tells it."""
    if to_m3 is None:
        return "each" if from_m3 is None else "above"
    return "up_to" if from_m3 is None else "between"
