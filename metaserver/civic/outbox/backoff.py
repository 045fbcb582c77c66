"""When an entry is tried again: exponential backoff with full jitter.

So that many entries that failed together do not come back together (M. Brooker, "Exponential
Backoff And Jitter", AWS Architecture Blog, 2015).
"""

from __future__ import annotations

from random import Random
from typing import Final

FIRST_S: Final = 4.0
MOST_S: Final = 3600.0
GIVE_UP_MS: Final = 5 * 86_400_000
ATTEMPTS_MIN: Final = 10
"""However old an entry is that did surely not arrive: behind an open breaker it grows old
untried."""
_DOUBLINGS_MAX: Final = 20


def delay_s(attempts: int, random: Random) -> float:
    """Seconds until the next attempt after ``attempts`` failed ones, at least one."""
    doublings = min(max(attempts, 1) - 1, _DOUBLINGS_MAX)
    return random.uniform(0.0, min(MOST_S, FIRST_S * 2.0**doublings))


def given_up(attempts: int, age_ms: int, *, uncertain: bool) -> bool:
    """Whether a person has to decide."""
    return age_ms > GIVE_UP_MS and (uncertain or attempts >= ATTEMPTS_MIN)
