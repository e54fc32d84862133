"""The index of all issues: complete, within its size, true to what is out, and the same for the same content."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from reports.index import INDEX, PAGE_MOST, index_pages
from reports.index_frames import OTHERS_SCHEMA, IndexFrames, counts_by_month, enterprises, streets_by_month
from tests.unit.reports.fixture_frames import INDUSTRIES, OWNERS, STREETS, edition
from tests.unit.reports.reading import lines_of
from warehouse.periods import shift_month

NEWEST = date(2026, 10, 1)
FILES = ["bulletin.html", "bulletin.pdf", "warning_list.csv", "warning_list.xlsx"]


def code(number: int) -> str:
    return f"91440300{number:010d}"


def index_frames(count: int = 40, months: int = 3, every: int = 9) -> IndexFrames:
    """A district in which every n-th enterprise is at the line each month, the first two of three listed."""
    kept = [shift_month(NEWEST, -back) for back in range(months)]
    codes = [code(number) for number in range(count)]
    at_line = codes[::every]
    levels = ("red", "orange", "yellow", "blue")
    candidates = [
        {
            "month": month,
            "uscc": uscc,
            "level": levels[(place + back) % 4],
            "is_listed": place % 3 < 2,
            "is_kept": None,
            "street": STREETS[place % 6],
        }
        for back, month in enumerate(kept)
        for place, uscc in enumerate(at_line)
    ]
    pages = [f"enterprises/{uscc}.html" for uscc in at_line]
    return IndexFrames(
        issues=pl.DataFrame([{"month": month, "revision": 1, "as_of": "2026-11-16", "files": FILES + pages} for month in kept]),
        candidates=pl.DataFrame(candidates, schema_overrides={"is_kept": pl.Boolean}),
        scored=pl.DataFrame([{"month": month, "uscc": uscc, "is_judged": uscc != codes[-1]} for month in kept for uscc in codes]),
        register=pl.DataFrame(
            {
                "uscc": codes,
                "name": [f"深圳市示例{number}科技有限公司" for number in range(count)],
                "street": [STREETS[number % 6] for number in range(count)],
                "industry": [INDUSTRIES[number % 8] for number in range(count)],
                "owner": [OWNERS[number % 6] for number in range(count)],
            }
        ),
    )


def rows_of(page: bytes) -> dict[str, str]:
    """The rows of the enterprises by credit code."""
    return dict(re.findall(r"<tr id=(91440300\d{10})>(.*?)\n", page.decode()))


def test_every_enterprise_has_a_row_and_each_month_its_level() -> None:
    frames = index_frames()
    rows = rows_of(index_pages(frames, edition())[INDEX])
    assert set(rows) == set(frames.register["uscc"])
    for month in frames.candidates.iter_rows(named=True):
        place = frames.issues["month"].to_list().index(month["month"])
        cell = rows[month["uscc"]].split("<td")[1 + place]
        word = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}[month["level"]]
        # Told by a letter, brackets and a link, never by colour alone.
        assert (f">{word}<" if month["is_listed"] else f">({word})<") in cell
        assert f"{month['month']:%Y-%m}/enterprises/{month['uscc']}.html" in cell
    assert rows[code(1)].endswith("<td>·" * 3)
    assert rows[code(39)].endswith("<td>—" * 3)


def test_the_size_of_a_district_over_two_years_stays_below_a_megabyte() -> None:
    pages = index_pages(index_frames(1040, 24, 9), edition())
    assert list(pages) == [INDEX]
    assert len(pages[INDEX]) < PAGE_MOST


def test_a_larger_district_has_pages_by_street_each_within_the_size() -> None:
    frames = index_frames(6000, 24, 3)
    pages = index_pages(frames, edition())
    assert len(pages) > 6
    assert all(len(page) <= PAGE_MOST for page in pages.values())
    found = [uscc for name, page in pages.items() if name != INDEX for uscc in rows_of(page)]
    assert sorted(found) == sorted(frames.register["uscc"])
    assert all(f'href="{name}"' in pages[INDEX].decode() for name in pages if name != INDEX)
    assert list(pages)[-1] == INDEX


def test_an_issue_shows_listed_and_candidates_by_level() -> None:
    frames = index_frames()
    newest = frames.candidates.filter(pl.col("month") == NEWEST)
    row = counts_by_month(frames).row(0, named=True)
    assert (row["all"], row["all_listed"]) == (newest.height, newest["is_listed"].sum())
    for level in ("red", "orange", "yellow", "blue"):
        own = [listed for key, listed in newest.select("level", "is_listed").iter_rows() if key == level]
        assert (row[level], row[f"{level}_listed"]) == (len(own), sum(own))
    assert f"{newest['is_listed'].sum()}／{newest.height}" in index_pages(frames, edition())[INDEX].decode()


def test_whoever_is_kept_below_the_line_is_listed_and_not_counted_at_it() -> None:
    frames = index_frames()
    kept = frames.candidates.with_columns(is_kept=pl.col("uscc") == frames.candidates["uscc"][0])
    before, after = (
        counts_by_month(IndexFrames(frames.issues, rows, frames.scored, frames.register)).row(0, named=True)
        for rows in (frames.candidates, kept)
    )
    assert (after["all"], after["all_listed"]) == (before["all"] - 1, before["all_listed"])
    counted = streets_by_month(IndexFrames(frames.issues, kept, frames.scored, frames.register), 12)
    assert counted["count"].sum() == frames.candidates.height - 3


def test_a_month_whose_figures_were_not_kept_is_missing_and_not_zero() -> None:
    frames = index_frames(months=2)
    page = index_pages(
        IndexFrames(frames.issues, frames.candidates.filter(pl.col("month") == NEWEST), frames.scored, frames.register), edition()
    )[INDEX].decode()
    row = page[page.index('id="m2026-09"') :]
    assert row[: row.index("</tr>")].count('<td class="r">—</td>') == 5


def test_streets_are_counted_as_each_issue_had_them() -> None:
    frames = index_frames()
    counted = streets_by_month(frames, 12)
    assert counted["count"].sum() == frames.candidates.height
    assert counted["severe_count"].sum() == frames.candidates.filter(pl.col("level").is_in(["red", "orange"])).height


def test_the_gravest_of_the_newest_month_stand_first() -> None:
    frames = index_frames()
    first = enterprises(frames, 24)["uscc"][0]
    now = frames.candidates.filter((pl.col("month") == NEWEST) & (pl.col("uscc") == first))
    assert (now["level"][0], now["is_listed"][0]) == ("red", True)


def test_the_same_content_in_another_order_gives_the_same_bytes() -> None:
    frames = index_frames()
    turned = IndexFrames(*(getattr(frames, name).reverse() for name in ("issues", "candidates", "scored", "register")))
    assert index_pages(frames, edition()) == index_pages(turned, edition())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hostile_name_makes_no_element(language: str) -> None:
    frames = index_frames()
    hostile = frames.register.with_columns(
        name=pl.lit("<script>alert(1)</script>"), street=pl.lit('"><img src=x>'), owner=pl.lit("<b>甲</b>")
    )
    page = index_pages(IndexFrames(frames.issues, frames.candidates, frames.scored, hostile), edition(language=language))[INDEX].decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>甲" not in page


def test_briefs_and_agendas_that_are_out_are_linked_by_month() -> None:
    frames = index_frames()
    rows = [
        {"month": date(2026, 11, 1), "kind": "brief", "key": "2026-11-16", "revision": 1},
        {"month": date(2026, 11, 1), "kind": "brief", "key": "2026-12-01", "revision": 2},
        {"month": date(2026, 10, 1), "kind": "meeting", "key": "2026-10", "revision": 1},
    ]
    page = index_pages(replace(frames, others=pl.DataFrame(rows, schema=OTHERS_SCHEMA)), edition())[INDEX].decode()
    section = page[page.index('id="others"') : page.index('id="streets"')]
    assert re.findall(r'href="([^"]+)"', section) == [
        "briefs/2026-11-16/brief.html", "briefs/2026-12-01/brief.html", "meetings/2026-10/agenda.html",
    ]  # fmt: skip
    assert [lines_of(line).split() for line in re.findall(r"<tr><th scope=\"row\".*?</tr>", section, re.DOTALL)] == [
        ["2026-11", "2026-11-16", "2026-12-01第2次修订", "—"], ["2026-10", "—", "2026-10"],
    ]  # fmt: skip
    assert 'id="others"' not in index_pages(frames, edition())[INDEX].decode()
