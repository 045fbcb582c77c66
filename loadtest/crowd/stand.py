"""Does nothing."""

from __future__ import annotations

from loadtest.crowd.behave import I64, Habit
from loadtest.crowd.columns import NEVER


class Stand(Habit):
    def begin(self, row: int, now_s: float) -> None:
        self.columns.turn_s[row] = NEVER

    def turn(self, rows: I64, now_s: float) -> None:
        """Only who was corrected gets here: stands where it was put."""
        self.columns.turn_s[rows] = NEVER
