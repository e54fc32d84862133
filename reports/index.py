"""The index of all issues: months with their files, streets, and every enterprise of the register with its level by month.

It is one page, `index.html`, as long as that stays within `PAGE_MOST`; the enterprises of a larger district stand on pages by street.
It names enterprises of the whole district and is for whoever may open the folder; no mail carries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from reports.edition import Edition
from reports.index_frames import IndexFrames, counts_by_month, enterprises, streets_by_month
from reports.industries import UNNAMED, industry_name
from reports.palette import LEVELS
from reports.templating import environment, index_script, stylesheet
from reports.words import imprint
from reports.words import index_page as texts
from reports.words import misses as miss_texts
from reports.words.format import MISSING, NAME_MOST, counting_order, month_key, plain
from reports.words.text import Words

if TYPE_CHECKING:
    from markupsafe import Markup

# A page of this size opens at once on an office computer and can be searched without a server.
PAGE_MOST: Final = 1_000_000
MONTHS_SHOWN: Final = 24
STREET_MONTHS: Final = 12
INDEX: Final = "index.html"
# What the pages by street are called, so that those of an earlier layout are found and removed.
STREET_PAGES: Final = "index-*.html"
# Class names of one cell each: 25,000 of them make the page.
_CELL: Final = {level.key: level.key[0] for level in LEVELS}


# What stands beside the months: the page of each kind below its folder.
_PAGES: Final = {"brief": ("briefs", "brief.html"), "meeting": ("meetings", "agenda.html")}


@dataclass(frozen=True, slots=True)
class Row:
    """One enterprise of the index as markup, with what it can be found by."""

    street: str
    industry: str
    owner: str
    markup: Markup

    @property
    def size(self) -> int:
        """Bytes it takes on a page."""
        return len(self.markup.encode())


def index_pages(frames: IndexFrames, edition: Edition) -> dict[str, bytes]:
    """The pages of the index by file name; the same frames and edition give the same bytes.

    `edition` is the newest issue: it names the district and says in which language.
    """
    rows = _rows(frames, edition)
    whole = _page(frames, edition, rows, [])
    if len(whole) <= PAGE_MOST:
        return {INDEX: whole}
    # What can be chosen from is counted in, as if every row were on the page.
    blank = [replace(row, markup=row.markup[:0]) for row in rows]
    parts = _by_street(rows, PAGE_MOST - len(_street_page(frames, edition, "", blank)), edition.words)
    named = [(f"index-{place:02d}.html", street, own) for place, (street, own) in enumerate(parts, 1)]
    links = [(name, edition.words.say(texts.PAGE_OF, street=street, count=f"{len(own):,}")) for name, street, own in named]
    room = PAGE_MOST - len(_page(frames, edition, blank, links))
    pages = {name: _street_page(frames, edition, street, own) for name, street, own in named}
    return pages | {INDEX: _page(frames, edition, rows[: _fitting(rows, room)], links)}


def _fitting(rows: Sequence[Row], room: int) -> int:
    """How many rows from the first on fit into so many bytes."""
    return sum(size <= room for size in accumulate(row.size for row in rows))


def _by_street(rows: Sequence[Row], room: int, words: Words) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each street, in several parts where they would not fit on one page."""
    for street in sorted({row.street for row in rows}):
        own, part = [row for row in rows if row.street == street], 1
        while own:
            # At least one, or a row larger than a page would never end.
            fitting = max(1, _fitting(own, room))
            is_whole = part == 1 and fitting == len(own)
            yield street if is_whole else words.say(texts.PART_OF, street=street, part=part), own[:fitting]
            own, part = own[fitting:], part + 1


def _page(frames: IndexFrames, edition: Edition, rows: Sequence[Row], links: Sequence[tuple[str, str]]) -> bytes:
    """The page with months, streets, and the rows of the enterprises."""
    issues, words = _issues(frames, edition), edition.words
    span = {"first": month_key(issues[-1]["month"]), "last": month_key(issues[0]["month"]), "count": len(issues)} if issues else {}
    streets = list(_streets(frames, words))
    return _rendered(
        edition,
        title=words.say(texts.TITLE, place=edition.place),
        heading=words.say(texts.ENTERPRISES),
        issues=issues,
        span=words.say(texts.UP_TO, **span) if span else "",
        streets=streets,
        others=_others(frames),
        street_months=_shown(frames, STREET_MONTHS),
        rows=rows,
        links=links,
        **_of_rows(frames, rows),
    )


def _street_page(frames: IndexFrames, edition: Edition, street: str, rows: Sequence[Row]) -> bytes:
    """One page of a larger district: the enterprises of a street."""
    words = edition.words
    return _rendered(
        edition,
        title=words.say(texts.TITLE_OF_STREET, street=street),
        heading=words.say(texts.ENTERPRISES_OF),
        issues=[],
        span="",
        streets=[],
        others=[],
        street_months=[],
        rows=rows,
        links=[],
        **_of_rows(frames, rows),
    )


def _of_rows(frames: IndexFrames, rows: Sequence[Row]) -> dict[str, Any]:
    """What the table of enterprises has besides its rows: its months, and what can be chosen from."""
    return {
        "months": _shown(frames, MONTHS_SHOWN),
        "chosen": {name: sorted({getattr(row, name) for row in rows}, key=counting_order) for name in ("street", "industry", "owner")},
    }


def _rendered(edition: Edition, **parts: Any) -> bytes:
    from markupsafe import Markup

    words = edition.words
    css = stylesheet("briefing.css", False, words.language, "index.css")
    context = {
        "edition": edition,
        "language": words.language,
        "say": words.say,
        "day": words.day,
        "texts": texts,
        "miss_texts": miss_texts,
        "imprint": imprint,
        "paper": False,
        "layout": "index",
        "css": Markup(css),  # noqa: S704 - our own file
        "script": Markup(index_script()),  # noqa: S704 - our own file
        "plotly_src": "",
        "marks": _CELL,
        "index": INDEX,
        "kinds": _PAGES,
        **parts,
    }
    return environment().get_template("index.html.j2").render(context).encode()


def _shown(frames: IndexFrames, most: int) -> list[date]:
    """The newest months, the newest first."""
    return frames.issues["month"].sort(descending=True).head(most).to_list()


def _issues(frames: IndexFrames, edition: Edition) -> list[dict[str, Any]]:
    """The months, the newest first, with what their folder holds and how many they warn of."""
    counts = {row["month"]: row for row in counts_by_month(frames).iter_rows(named=True)}
    rows = frames.issues.sort("month", descending=True).iter_rows(named=True)
    return [_issue(row, edition) | {"counts": list(_counts(counts[row["month"]], edition.words))} for row in rows]


def _issue(row: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """A month with its name and the way to its folder."""
    key = month_key(row["month"])
    missed = sum(name.startswith("misses/") for name in row["files"])
    return row | {"key": key, "folder": edition.from_index(key), "missed": missed}


def _others(frames: IndexFrames) -> list[dict[str, Any]]:
    """The months with briefs or agendas, the newest first, with what each of them is called and its revision."""
    rows = frames.others.sort("month", "kind", "key", descending=[True, False, False]).to_dicts()
    months = dict.fromkeys(row["month"] for row in rows)
    return [
        {"month": month_key(month)} | {kind: [row for row in rows if (row["month"], row["kind"]) == (month, kind)] for kind in _PAGES}
        for month in months
    ]


def _counts(row: dict[str, Any], words: Words) -> Iterator[str]:
    """Yield listed and at the line of each level and of all."""
    for key in (*_CELL, "all"):
        yield MISSING if row[key] is None else words.say(texts.OF, listed=f"{row[f'{key}_listed']:,}", all=f"{row[key]:,}")


def _streets(frames: IndexFrames, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield each street with its number of candidates by month; nothing where no street is named."""
    counted = streets_by_month(frames, STREET_MONTHS)
    known = {(row["street"], row["month"]): row for row in counted.iter_rows(named=True)}
    kept, months = set(frames.candidates["month"]), _shown(frames, STREET_MONTHS)
    names = [*counted["street"].drop_nulls().unique().sort()]
    # Those without a street are a row of their own beside the others; alone they say nothing.
    for street in [*names, *([None] if names and counted["street"].null_count() else [])]:
        cells = [_street_cell(known.get((street, month)), is_known=month in kept, words=words) for month in months]
        yield plain(street, 40) or words.say(texts.NO_STREET), cells


def _street_cell(row: dict[str, Any] | None, *, is_known: bool, words: Words) -> str:
    if row is None:
        return "0" if is_known else MISSING
    return words.say(texts.WITH_SEVERE, count=row["count"], severe=row["severe_count"]) if row["severe_count"] else str(row["count"])


def _rows(frames: IndexFrames, edition: Edition) -> list[Row]:
    """Everybody, as rows of the table."""
    words, months = edition.words, _shown(frames, MONTHS_SHOWN)
    levels = {(row[0], row[1]): (row[2], row[3]) for row in frames.candidates.select("uscc", "month", "level", "is_listed").iter_rows()}
    judged = set(frames.scored.filter("is_judged").select("uscc", "month").iter_rows())
    folders = {
        row["month"]: (edition.from_index(month_key(row["month"])), frozenset(row["files"])) for row in frames.issues.iter_rows(named=True)
    }
    cells = _Cells(months, levels, judged, folders, words)
    return [_row(row, cells, words) for row in enterprises(frames, MONTHS_SHOWN).iter_rows(named=True)]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Writes the cells of the months, without the end tags and quotes that HTML can do without."""

    months: list[date]
    levels: dict[tuple[str, date], tuple[str, bool | None]]
    judged: set[tuple[str, date]]
    folders: dict[date, tuple[str, frozenset[str]]]
    words: Words

    def of(self, uscc: str) -> Iterator[str]:
        """Yield the cells of an enterprise."""
        for month in self.months:
            found = self.levels.get((uscc, month))
            if found is None:
                yield "<td>·" if (uscc, month) in self.judged else f"<td>{MISSING}"
            else:
                yield self._at_the_line(uscc, month, *found)

    def page(self, uscc: str, month: date) -> str:
        """The page of an enterprise in a month's folder, empty where it has none."""
        folder, files = self.folders[month]
        name = f"enterprises/{uscc}.html"
        return f"{folder}enterprises/{quote(uscc)}.html" if name in files else ""

    def _at_the_line(self, uscc: str, month: date, level: str, is_listed: bool | None) -> str:
        mark = next((one.word(self.words.language)[0] for one in LEVELS if one.key == level), "?")
        # Brackets and an outline tell the watched from the listed without any colour.
        kind, text = ("l", mark) if is_listed is not False else ("w", f"({mark})")
        page = self.page(uscc, month)
        return f"<td class={kind}{_CELL.get(level, '')}>" + (f"<a href={page}>{text}</a>" if page else text)


def _row(row: dict[str, Any], cells: _Cells, words: Words) -> Row:
    from markupsafe import Markup, escape

    street = plain(row["street"], 40) or words.say(texts.NO_STREET)
    industry, owner = industry_name(row["industry"], words), plain(row["owner"], 40) or words.say(UNNAMED)
    name = escape(plain(row["name"], NAME_MOST) or words.say(imprint.NO_NAME))
    newest = next(filter(None, (cells.page(row["uscc"], month) for month in cells.months)), "")
    # Codes come from deliveries; what is no code of letters and digits must not end an attribute.
    code = escape(quote(row["uscc"]))
    head = f"<a href={newest}><bdi>{name}</bdi></a>" if newest else f"<bdi>{name}</bdi>"
    found = "".join(f"<small>{escape(text)}</small>" for text in (street, industry, owner))
    return Row(street, industry, owner, Markup(f"<tr id={code}><th scope=row>{head}{found}" + "".join(cells.of(row["uscc"]))))  # noqa: S704
