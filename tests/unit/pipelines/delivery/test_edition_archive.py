"""What next month continues: the lists that are out, in the edition that is out, in the columns of today."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import publish
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.editions import EditionKey

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
WARNINGS = table_named(names.WARNINGS)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "ops.db", tmp_path / "briefings")


def warnings(*codes: str, unlisted: tuple[str, ...] = (), month: date = OCTOBER) -> pl.DataFrame:
    rows = [{"month": month, "uscc": code, "name": code, "level": "red", "is_listed": code in codes} for code in (*codes, *unlisted)]
    return pl.DataFrame(rows)


def put_out(archive: Archive, month: date, content_id: str, frame: pl.DataFrame) -> EditionKey:
    key = EditionKey(month, content_id)
    archive.keep(key, month, frame, {"warnings": frame})
    publish(archive.briefings, f"{month:%Y-%m}", {"content_id": content_id}, lambda revision: {"page": content_id.encode()})
    return key


def test_the_edition_whose_folder_is_out_is_the_current_one(archive: Archive) -> None:
    key = put_out(archive, OCTOBER, "aa", warnings("A", unlisted=("B",)))
    assert archive.current(OCTOBER) == key
    assert archive.current(NOVEMBER) is None


def test_an_earlier_revision_is_found_in_history(archive: Archive) -> None:
    first, second = (put_out(archive, OCTOBER, content_id, warnings("A")) for content_id in ("aa", "bb"))
    assert [archive.published(OCTOBER, revision) for revision in (1, 2, 3)] == [first, second, None]


def test_next_month_continues_the_candidates_of_the_month_before(archive: Archive) -> None:
    put_out(archive, OCTOBER, "aa", warnings("A", unlisted=("B",)))
    before = archive.list_before(NOVEMBER)
    assert before is not None
    assert before.select("uscc", "is_listed").rows() == [("A", True), ("B", False)]
    assert archive.candidates_before(NOVEMBER).select("uscc", "is_listed").rows() == [("A", True), ("B", False)]
    assert archive.list_before(OCTOBER) is None


def test_a_list_kept_by_an_older_version_has_todays_columns(archive: Archive) -> None:
    # It had sentences where codes are stored now, and lacked what came later, also where the contract wants a value.
    put_out(archive, OCTOBER, "aa", warnings("A").with_columns(reasons=pl.lit("产值下降")).drop("name"))
    before = archive.list_before(NOVEMBER)
    assert before is not None
    assert dict(before.schema) == WARNINGS.polars_schema()
    assert before.select("uscc", "level", "name").rows() == [("A", "red", None)]


def test_an_edition_that_never_came_out_is_not_continued(archive: Archive) -> None:
    archive.keep(EditionKey(OCTOBER, "aa"), OCTOBER, warnings("A"), {"warnings": warnings("A")})
    assert archive.list_before(NOVEMBER) is None
    assert archive.candidates_before(NOVEMBER).is_empty()


def test_the_revision_that_is_out_counts(archive: Archive) -> None:
    put_out(archive, OCTOBER, "aa", warnings("A"))
    put_out(archive, OCTOBER, "bb", warnings("B"))
    assert archive.candidates_before(NOVEMBER)["uscc"].to_list() == ["B"]


def test_the_history_digest_moves_with_every_earlier_list(archive: Archive) -> None:
    put_out(archive, SEPTEMBER, "aa", warnings("A", month=SEPTEMBER))
    put_out(archive, OCTOBER, "bb", warnings("B"))
    before = archive.history_digest(NOVEMBER)
    assert archive.history_digest(NOVEMBER) == before
    put_out(archive, SEPTEMBER, "cc", warnings("A", "C", month=SEPTEMBER))
    assert archive.history_digest(NOVEMBER) != before
