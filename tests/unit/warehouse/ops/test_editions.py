"""What next month continues: the lists that are out, in the edition that is out."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.delivery.publication import publish
from pipelines.delivery.scores import scores_parquet
from warehouse.ops.editions import Archive, EditionKey

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "ops.db", tmp_path / "briefings")


def warnings(*codes: str, unlisted: tuple[str, ...] = ()) -> pl.DataFrame:
    everybody = [*codes, *unlisted]
    return pl.DataFrame({"uscc": everybody, "level": ["red"] * len(everybody), "is_listed": [code in codes for code in everybody]})


def put_out(archive: Archive, month: date, content_id: str, frame: pl.DataFrame) -> EditionKey:
    key = EditionKey(month, content_id)
    archive.keep(key, month, frame, {"warnings": frame})
    publish(archive.briefings, f"{month:%Y-%m}", {"content_id": content_id}, lambda revision: {"page": content_id.encode()})
    return key


def test_figures_come_back_as_they_were_kept(archive: Archive) -> None:
    key = put_out(archive, OCTOBER, "aa", warnings("A", unlisted=("B",)))
    assert archive.current(OCTOBER) == key
    assert archive.frames(key)["warnings"].equals(warnings("A", unlisted=("B",)))


def test_next_month_continues_the_listed_rows_of_the_month_before(archive: Archive) -> None:
    put_out(archive, OCTOBER, "aa", warnings("A", unlisted=("B",)))
    before = archive.list_before(NOVEMBER)
    assert before is not None
    assert before["uscc"].to_list() == ["A"]
    assert archive.list_before(OCTOBER) is None


def test_an_edition_that_never_came_out_is_not_continued(archive: Archive) -> None:
    archive.keep(EditionKey(OCTOBER, "aa"), OCTOBER, warnings("A"), {"warnings": warnings("A")})
    assert archive.list_before(NOVEMBER) is None
    assert archive.listed_before(NOVEMBER).is_empty()


def test_the_revision_that_is_out_counts(archive: Archive) -> None:
    put_out(archive, OCTOBER, "aa", warnings("A"))
    put_out(archive, OCTOBER, "bb", warnings("B"))
    assert archive.listed_before(NOVEMBER)["uscc"].to_list() == ["B"]


def test_the_history_digest_moves_with_every_earlier_list(archive: Archive) -> None:
    put_out(archive, SEPTEMBER, "aa", warnings("A"))
    put_out(archive, OCTOBER, "bb", warnings("B"))
    before = archive.history_digest(NOVEMBER)
    assert archive.history_digest(NOVEMBER) == before
    put_out(archive, SEPTEMBER, "cc", warnings("A", "C"))
    assert archive.history_digest(NOVEMBER) != before


def test_scores_have_a_row_for_everybody_and_the_same_bytes() -> None:
    register = pl.DataFrame({"uscc": ["C", "A", "B"]})
    risk = pl.DataFrame({"uscc": ["A", "B"], "operating_risk": [0.5, None], "relocation_risk": [0.1, None]})
    listed = pl.DataFrame({"uscc": ["A"], "level": ["blue"], "is_listed": [True]})
    made = scores_parquet(register, risk, listed, "2026-10")
    rows = pl.read_parquet(made)
    assert rows["uscc"].to_list() == ["A", "B", "C"]
    assert rows["listed"].to_list() == [True, False, False]
    assert rows["level"].to_list() == ["blue", None, None]
    assert scores_parquet(register.reverse(), risk.reverse(), listed, "2026-10") == made
