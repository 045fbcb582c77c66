"""Rows for the tests of the stores."""

from metaserver.ports import Ban, ChatLine, ReportCase

DAY_MS = 86_400_000
NOW_MS = 1_800_000_000_000


def line(
    seq: int, *, world: str = "plaza", time_ms: int = NOW_MS, text: str | None = "안녕"
) -> ChatLine:
    """``text`` None is what no store takes."""
    return ChatLine(world, seq, time_ms, 1, "00aa", "손님 1", text, None, "key")  # type: ignore[arg-type]


def report(**change: object) -> ReportCase:
    fields: dict[str, object] = {
        "id": None, "time_ms": NOW_MS, "world": "plaza", "reporter": "00aa", "reported": "00bb",
        "reported_name": "가나", "reported_address_key": "key", "reason": "spam", "words": "",
        "evidence": [{"seq": 1, "text": "사세요"}],
    }  # fmt: skip
    return ReportCase(**(fields | change))  # type: ignore[arg-type]


def ban(until_ms: int) -> Ban:
    return Ban(None, "key", "spam", NOW_MS, until_ms)


class FixedClock:
    def __init__(self, unix_ms: int = NOW_MS) -> None:
        self.now_ms = unix_ms

    def monotonic_s(self) -> float:
        return self.now_ms / 1000

    def server_ms(self) -> int:
        return self.now_ms % 2**32

    def unix_ms(self) -> int:
        return self.now_ms
