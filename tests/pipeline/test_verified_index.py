"""The index of all issues, followed from the folders it counts: sound as published, and whatever is changed in it is named."""

import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.verify import verify
from pipelines.errors import NoUsableInputError
from tests.district import District
from tests.forged_folder import reseal


@pytest.fixture
def briefings(district: District, tmp_path: Path) -> Path:
    """A copy of everything that is out, without its home."""
    return Path(shutil.copytree(district.home.briefings, tmp_path / "briefings", symlinks=True))


def changed(page: Path, pattern: str) -> None:
    """Add one to the first number of a page that a pattern ends with."""
    text, count = re.subn(f"({pattern})(\\d+)", lambda match: f"{match[1]}{int(match[2]) + 1}", page.read_text(encoding="utf-8"), count=1)
    assert count, pattern
    page.write_text(text, encoding="utf-8")


def test_the_index_of_what_is_out_is_sound(briefings: Path) -> None:
    answer = verify(briefings)
    assert (answer.exit_code, answer.lines[-1]) == (0, "sound")
    assert any("every number of the index" in line for line in answer.lines)
    assert not any("not checked" in line for line in answer.lines)


@pytest.mark.parametrize("pattern", [r'<td class="r">', "第"])
def test_a_number_of_the_index_that_does_not_follow_is_named(briefings: Path, pattern: str) -> None:
    changed(briefings / "index.html", pattern)
    answer = verify(briefings)
    assert answer.exit_code == 20
    assert [line for line in answer.lines if line.startswith("  index.html: ")]


def test_a_month_that_was_changed_is_named_and_no_figure_of_it_believed(briefings: Path) -> None:
    page = next(iter(briefings.glob("2026-*/bulletin.html")))
    page.write_bytes(page.read_bytes() + b" ")
    answer = verify(briefings)
    assert answer.exit_code == 20
    assert [line for line in answer.lines if line.startswith(f"  {page.parent.name}/bulletin.html: was changed")]


def test_a_list_forged_with_its_hash_is_noticed_by_the_index(briefings: Path) -> None:
    folder = sorted(briefings.glob("2026-*"))[-1]
    table = folder / "tables" / "warnings.parquet"
    forged = pl.read_parquet(table)
    forged.with_columns(level=pl.lit("red")).write_parquet(table)
    reseal(folder, "tables/warnings.parquet", table.read_bytes())
    assert forged.filter(pl.col("level") != "red").height
    assert [line for line in verify(briefings).lines if line.startswith("  index.html: ")]


def test_an_index_without_its_record_is_no_publication(briefings: Path) -> None:
    (briefings / "index_record.json").unlink()
    with pytest.raises(NoUsableInputError):
        verify(briefings)
