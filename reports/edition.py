"""The edition: everything about one issue of the bulletin that is not a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.words.format import month_key, month_words


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of the bulletin for one district and month.

    `month` is the first day of the month reported on, `as_of` the last day whose knowledge was used, `issued_on` the
    date printed in the masthead. `issue_number` counts within the year, `issue_total` since the first issue.
    `audience` and `copied_to` are printed as 主送 and 抄送; `copy_number` is the recipient's own 份号 (None on the master copy).
    `district_en` is what English letters call the district;
    `scope` names the part of the district a scoped edition is limited to (empty for the whole district).
    """

    month: date
    as_of: date
    issued_on: date
    issue_number: int
    issue_total: int
    district: str
    issuer: str
    audience: str = ""
    content_id: str = ""
    revision: int = 1
    # The master copy has none; each recipient's own is set when the mail is composed.
    copy_number: str | None = None
    demo: bool = False
    copied_to: str = ""
    scope: str = ""
    contact: str = ""
    district_en: str = ""

    @property
    def place(self) -> str:
        """The district as a masthead names it; a plain word where the input names none."""
        # Real deliveries often name no district; a masthead with a hole in it would look like a fault.
        return self.district.strip() or "辖区"

    @property
    def scope_words(self) -> str:
        """The circle the figures stand for, as a sentence names it (全区, or 坪山街道 in a scoped edition)."""
        return self.scope or "全区"

    @property
    def month_key(self) -> str:
        """The month as `2026-10`."""
        return month_key(self.month)

    @property
    def month_words(self) -> str:
        """The month as `2026年10月`."""
        return month_words(self.month)

    @property
    def issue_words(self) -> str:
        """The issue as `2026年第10期（总第34期）`."""
        return f"{self.month.year}年第{self.issue_number}期（总第{self.issue_total}期）"

    @property
    def series_title(self) -> str:
        """The name of the publication."""
        return f"{self.place}企业运行监测预警月报"

    @property
    def urgent_title(self) -> str:
        """The name of the urgent notes."""
        return f"{self.place}企业预警快报"
