"""The edition for readers outside as people read it: figures, marks and rounded counts, in both languages, and the same bytes."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl
import pytest

from reports.edition import Edition
from reports.outside import OutsideFrames, outside_files, outside_page, shown_figures

EDITION = Edition(
    month=date(2026, 10, 1), as_of=date(2026, 11, 16), issued_on=date(2026, 11, 16), issue_number=10, issue_total=34, district="坪山区",
    issuer="专班", content_id="abc",
)  # fmt: skip
SCHEMA = {
    "measure": pl.String, "span": pl.String, "street": pl.String, "section": pl.String, "size": pl.String, "value": pl.Float64,
    "enterprises_about": pl.Int64, "is_hidden": pl.Boolean,
}  # fmt: skip
LIMITS = {"fewest": 3, "rest": 0.15, "largest": 0.85, "open": 0.15}


def frames(counts: dict[str, dict[str, int]] | None = None) -> OutsideFrames:
    rows = [
        ("tax", "month", None, None, None, 3000.0, 10, False),
        ("tax", "month", "甲街道", None, None, 2000.0, 5, False),
        ("tax", "month", "乙街道", None, None, 1000.0, 5, False),
        ("tax", "month", None, "C", None, 3000.0, 10, False),
        ("tax", "month", "甲街道", "C", None, None, None, True),
        ("tax", "month", "乙街道", "C", None, None, None, False),
    ]
    given = counts or {"whole": {"": 10}, "level": {"red": 0, "blue": 10}, "street": {"甲街道": 10, "乙街道": 0}}
    return OutsideFrames(pl.DataFrame(rows, schema=SCHEMA, orient="row"), given, 5, LIMITS)


def test_what_is_left_out_and_what_is_not_there_are_told_apart() -> None:
    # By street and section, columns C and all; the other tables have no cells of their own here.
    assert shown_figures(frames().totals)[:6] == ["—", "1,000", "×", "2,000", "3,000", "3,000"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_counts_of_warned_enterprises_are_never_exact(language: str) -> None:
    page = outside_page(frames(), replace(EDITION, language=language))  # type: ignore[arg-type]
    assert ("2家以内" if language == "zh" else "2 or fewer") in page
    assert ("约10家" if language == "zh" else "about 10") in page


def test_counts_that_would_tell_too_much_are_one_sentence() -> None:
    page = outside_page(frames({"whole": {"": 15}}), EDITION)
    assert "全区约15家" in page
    assert "本期只公布合计" in page


def test_a_measure_without_a_safe_choice_is_one_sentence() -> None:
    given = frames()
    nothing = given.totals.with_columns(value=pl.lit(None, pl.Float64), is_hidden=pl.lit(True))
    page = outside_page(replace(given, totals=nothing), EDITION)
    assert "纳税：没有找到" in page
    assert "×</td>" not in page


def test_workbook_holds_the_printed_totals_and_nothing_for_the_others() -> None:
    book = openpyxl.load_workbook(io.BytesIO(outside_files(frames(), EDITION)["totals.xlsx"]))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[5] for row in rows[1:]] == [3000, 2000, 1000, 3000, None, None]
    assert rows[5][-1] == "不公布"


def test_the_same_totals_give_the_same_bytes() -> None:
    assert outside_files(frames(), EDITION) == outside_files(frames(), EDITION)
