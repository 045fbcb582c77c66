"""Among 100,000 complaints, what is asked all day reads few of them."""

from typing import Any

from sqlalchemy import BigInteger, Select, Text, case, cast, literal

from metaserver.ports.complaints import Search, Status
from metaserver.storage import Database
from metaserver.storage.complaints.finding import nearby, searched
from tests.unit.storage.cases import copied
from tests.unit.storage.lines import NOW_MS

MANY = 100_000
OPEN = (Status.RECEIVED, Status.IN_PROGRESS)
INBOX: dict[str, Any] = {"statuses": OPEN, "departments": ("department3",)}
QUESTIONS = {
    "inbox": searched(Search(**INBOX)),
    "inbox by deadline": searched(Search(**INBOX, by_deadline=True)),
    "inbox of one kind": searched(Search(**INBOX, kinds=("kind1",))),
    "inbox, words": searched(Search(**INBOX, words="99")),
    "unassigned": searched(Search(**INBOX, unassigned=True)),
    "overdue": searched(Search(departments=("department3",), overdue_at_ms=NOW_MS)),
    "mine": searched(Search(statuses=OPEN, assignee="official41")),
    "map": searched(Search(statuses=OPEN, box=(37.5, 126.9, 37.6, 127.0), limit=500)),
    "near": nearby((37.566, 126.977, 37.567, 126.979), kind="kind1", limit=20),
    "made by": searched(Search(reporter="a0000000000000001")),
    "last 90 days": searched(Search(created_from_ms=NOW_MS, created_to_ms=NOW_MS + 7_776_000_000)),
}


async def fill(db: Database) -> None:
    """Complaints of two years: one in ten is open, of 10 departments and kinds."""
    await copied(db, MANY, _differing)
    if db.dialect == "postgresql":
        # A real one does so by itself. A SQLite file has to do without.
        async with db.write("analyse") as connection:
            await connection.exec_driver_sql("ANALYZE complaints")


def _differing(n: Any) -> dict[str, Any]:
    created_ms = literal(NOW_MS, BigInteger) + cast(n, BigInteger) * 600_000
    taken = case((n % 20 == 1, literal("official") + cast(n % 97, Text)), else_="")
    return {
        "created_ms": created_ms,
        "expected_ms": created_ms + cast(604_800_000, BigInteger),
        "kind": literal("kind") + cast((n / 7) % 10, Text),
        "department": literal("department") + cast((n / 3) % 10, Text),
        "status": case((n % 20 == 0, "received"), (n % 20 == 1, "in_progress"), else_="answered"),
        "lat": 37.41 + (n % 617) * 0.0005,
        "lon": 126.73 + (n % 1013) * 0.0005,
        "assignee": taken,
    }


async def plan(db: Database, query: Select[Any]) -> str:
    explain = "EXPLAIN QUERY PLAN " if db.dialect == "sqlite" else "EXPLAIN "
    async with db.read("plan") as connection:
        words = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        rows = await connection.exec_driver_sql(explain + str(words))
        return "\n".join(str(row[-1]) for row in rows)


async def test_no_question_of_every_day_looks_at_all_complaints(db: Database) -> None:
    await fill(db)
    plans = {name: await plan(db, query) for name, query in QUESTIONS.items()}
    everything = "SCAN complaints" if db.dialect == "sqlite" else "Seq Scan on complaints"
    assert {name: text for name, text in plans.items() if everything in text} == {}
    assert "ix_complaints_near" in plans["near"]
    assert "ix_complaints_inbox" in plans["inbox by deadline"]
    without_index = await plan(db, searched(Search(words="99", by_deadline=True)))
    assert everything in without_index, "that is how it would look"
