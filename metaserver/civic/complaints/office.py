"""The 120 desk for officials: what they see and do, and what came of it all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from metaserver.civic.complaints.cases import Names, allowed_to, within
from metaserver.civic.complaints.days import end_of, iso_time, seoul_day, start_of
from metaserver.civic.complaints.export import csv_text
from metaserver.civic.complaints.models import Outcomes
from metaserver.civic.complaints.outcomes import by_department, by_kind, total
from metaserver.civic.complaints.presence import PresenceDesk
from metaserver.civic.models import Language
from metaserver.errors import Invalid
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Complaint, Search

EXPORTED_MAX: Final = 5000
EXPORTED_AT_ONCE: Final = 200
"""Cases that are read in one go: a few milliseconds."""
EXPORT_WITHIN_S: Final = 10.0
OUTCOME_DAYS_MAX: Final = 366
_COLUMNS: Final = (
    "number", "kind", "status", "department", "assignee", "received", "expected", "closed",
    "address", "lat", "lon", "description", "joined", "rating",
)  # fmt: skip


class OfficeService(PresenceDesk):
    """Of officials (of their departments) and operators (of all); ``NotFound`` for others.

    ``OfficeService(complaints.desk)`` shares what citizens' service has.
    """

    async def export(self, search: Search, by: Account, language: Language) -> str:
        """At most ``EXPORTED_MAX`` cases as CSV, without contacts; noted in the audit log.

        Raises ``WorkerError`` and ``StoreError``.
        """
        search, names = within(search, allowed_to(by)), self.names()
        rows = [[self.desk.words(f"csv.{name}", language) for name in _COLUMNS]]
        for offset in range(0, EXPORTED_MAX, EXPORTED_AT_ONCE):
            page = replace(search, offset=offset, limit=EXPORTED_AT_ONCE)
            found = await self.desk.store.search(page)
            rows.extend([await self._cells(each, language, names) for each in found])
            if len(found) < EXPORTED_AT_ONCE:
                break
        await self._audit(by, "complaint.export", str(len(rows) - 1))
        text = await self.desk.means.worker.run(csv_text, rows, within_s=EXPORT_WITHIN_S)
        return str(text)

    async def _cells(self, complaint: Complaint, language: Language, names: Names) -> list[str]:
        desk = self.desk
        return [
            complaint.number,
            desk.catalogue.kind_name(complaint.kind, language),
            desk.words(f"status.{complaint.status.value}", language),
            desk.catalogue.department_name(complaint.department, language),
            await names.of(complaint.assignee),
            iso_time(complaint.created_ms),
            seoul_day(complaint.expected_ms).isoformat(),
            iso_time(complaint.closed_ms) if complaint.closed_ms is not None else "",
            complaint.address,
            "" if complaint.lat is None else f"{complaint.lat:.6f}",
            "" if complaint.lon is None else f"{complaint.lon:.6f}",
            complaint.description,
            str(complaint.joined),
            "" if complaint.rating is None else str(complaint.rating),
        ]

    async def outcomes(self, from_day: dt.date, to_day: dt.date, language: Language) -> Outcomes:
        """Of what was received in these days, both counted. Counts only: it may be public.

        Raises ``Invalid`` (``to_day``) and ``StoreError``.
        """
        if not 0 <= (to_day - from_day).days <= OUTCOME_DAYS_MAX:
            raise Invalid({"to_day": "range"})
        found = await self.desk.store.outcomes(
            start_of(from_day), end_of(to_day) + 1, now_ms=self.desk.clock.unix_ms()
        )
        catalogue = self.desk.catalogue
        return Outcomes(
            from_day=from_day.isoformat(),
            to_day=to_day.isoformat(),
            total=total(found, self.desk.words("total", language)),
            departments=by_department(found, lambda c: catalogue.department_name(c, language)),
            kinds=by_kind(found, lambda c: catalogue.kind_name(c, language)),
        )
