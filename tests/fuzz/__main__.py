"""``python -m tests.fuzz --seconds N [--seed S] [NAME ...]``: every decoder, for as long as you
like. Prints a table, and each find as the bytes that made it."""

import argparse
import secrets
import sys
import traceback

from rich.console import Console
from rich.live import Live
from rich.table import Table

from tests.fuzz.run import Score, fuzz
from tests.fuzz.targets import targets


def table(scores: list[Score], title: str) -> Table:
    view = Table("decoder", "runs", "accepted", "refused", "slowest", "finds", title=title)
    for score in scores:
        finds = len(score.finds or [])
        view.add_row(
            score.target.name, f"{score.runs:,}", f"{score.accepted:,}",
            f"{score.runs - score.accepted - finds:,}", f"{score.slowest_ms:.1f} ms",
            f"[red]{finds}" if finds else "0",
        )  # fmt: skip
    return view


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="printed, to run it again")
    parser.add_argument("names", nargs="*", help="only these decoders")
    options = parser.parse_args()
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    chosen = [t for t in targets() if not options.names or t.name in options.names]
    console = Console()
    with Live(console=console, refresh_per_second=4) as live:

        def progress(elapsed_s: float, scores: list[Score]) -> None:
            live.update(table(scores, f"seed {seed}, {elapsed_s:.0f} of {options.seconds:.0f} s"))

        scores = fuzz(chosen, seconds=options.seconds, seed=seed, progress=progress)
        live.update(table(scores, f"seed {seed}, {options.seconds:.0f} s"))
    for score in scores:
        for data, error in score.finds or []:
            console.print(f"\n[red]{score.target.name}[/]: {data.hex()}")
            traceback.print_exception(error, file=sys.stdout)
    sys.exit(any(score.failed for score in scores))


if __name__ == "__main__":
    main()
