"""The edition: everything about one issue of the bulletin that is not a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from reports.words import edition as texts
from reports.words.format import month_key
from reports.words.text import Words
from warehouse.vocabulary import Language


@dataclass(frozen=True, slots=True)
class EarlierIssue:
    """The issue before, as pages link to it: its month, and the credit codes of those who have a page in its folder."""

    month: date
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of the bulletin for one district and month.

    `month` is the first day of the month reported on, `as_of` the last day whose knowledge was used, `issued_on` the
    date printed in the masthead. `issue_number` counts within the year, `issue_total` since the first issue.
    `audience` and `copied_to` are printed as 主送 and 抄送; `copy_number` is the recipient's own 份号 (None on the master copy).
    `language` is what pages and letters are written in, `district_en` what English ones call the district;
    `scope` names the part of the district a scoped edition is limited to (empty for the whole district). `is_provisional`: printed before
    the month's scheduled day, when sources are still to arrive. `earlier` is the issue before, which pages in its neighbourhood link to.
    `folder`: the folder of a district that shares the months with others, empty for a district alone. `has_pages`: whether enterprises have
    pages of their own in its folder. `record`: SHA-256 of the record of what the pages are made from, where one lies beside them; it stands
    in the head of every page.
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
    language: Language = "zh"
    is_provisional: bool = False
    earlier: EarlierIssue | None = None
    folder: str = ""
    has_pages: bool = True
    record: str = ""

    def to_root(self, below: int) -> str:
        """The way from a page so many folders below its issue to the folder that holds the months of all districts."""
        return "../" * (below + 1 + bool(self.folder))

    def to_index(self, below: int) -> str:
        """The way from a page so many folders below its issue to the index of all issues."""
        return self.to_root(below) + (f"districts/{quote(self.folder)}/" if self.folder else "") + "index.html"

    def to_month(self, below: int, month: str) -> str:
        """The way from a page so many folders below its issue to the folder of another month, YYYY-MM."""
        return self.to_root(below) + self._month_folder(month)

    def from_index(self, month: str) -> str:
        """The way from the index of all issues to the folder of a month, YYYY-MM."""
        return ("../../" if self.folder else "") + self._month_folder(month)

    def _month_folder(self, month: str) -> str:
        return f"{month}/{quote(self.folder)}/" if self.folder else f"{month}/"

    @property
    def words(self) -> Words:
        """The language of the edition, to word its pages in."""
        return Words(self.language)

    @property
    def place(self) -> str:
        """The district as a masthead names it; a plain word where the input names none."""
        own = (self.district_en if self.words.is_english else "") or self.district
        return own.strip() or self.words.capital(self.words.say(texts.DISTRICT))

    @property
    def scope_words(self) -> str:
        """The circle the figures stand for, as a sentence names it (全区, or 坪山街道 in a scoped edition)."""
        return self.scope or self.words.say(texts.WHOLE_DISTRICT)

    @property
    def month_key(self) -> str:
        """The month as `2026-10`."""
        return month_key(self.month)

    @property
    def month_words(self) -> str:
        """The month as `2026年10月`, `October 2026`."""
        return self.words.month(self.month)

    @property
    def issue_words(self) -> str:
        """The issue as `2026年第10期（总第34期）`, `2026, no. 10 (issue 34)`."""
        issue = self.words.say(texts.ISSUE, year=self.month.year, number=self.issue_number, total=self.issue_total)
        # Every page that names its issue says with it that figures will still move.
        return self.provisional(issue)

    def provisional(self, text: str) -> str:
        """A title with the word that it is provisional behind it, where it is: `2026年10月…（暂报）`."""
        return self.words.say(texts.PROVISIONAL, text=text) if self.is_provisional else text

    def provisional_subject(self, text: str) -> str:
        """A subject that begins with the word that it is provisional, where it is: the end of a subject is cut off on a phone."""
        return self.words.say(texts.PROVISIONAL_SUBJECT, text=text) if self.is_provisional else text

    @property
    def series_title(self) -> str:
        """The name of the publication."""
        return self.words.say(texts.SERIES_TITLE, place=self.place)

    @property
    def urgent_title(self) -> str:
        """The name of the urgent notes."""
        return self.words.say(texts.URGENT_TITLE, place=self.place)
