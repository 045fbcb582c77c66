"""How long and how far, as people say it."""

from __future__ import annotations

from typing import Final

from metaserver.civic.models import Language

_KM_FROM_M: Final = 995
_TIMES: Final[dict[Language, tuple[str, str]]] = {
    "ko": ("{}시간", "{}분"),
    "en": ("{} h", "{} min"),
}


def length(minutes: int, language: Language) -> str:
    """``1시간 20분``, ``1 h 20 min``."""
    parts = zip(divmod(minutes, 60), _TIMES[language], strict=True)
    said = [words.format(number) for number, words in parts if number]
    return " ".join(said) or _TIMES[language][1].format(0)


def distance(metres: float) -> str:
    """To 10 m, from 1 km on to 0.1 km; a whole number has no decimals."""
    if metres < _KM_FROM_M:
        return f"{round(metres / 10) * 10} m"
    return f"{metres / 1000:.1f}".removesuffix(".0") + " km"
