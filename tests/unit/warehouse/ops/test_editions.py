"""The figures of editions: kept once for a content id, and given back as they were kept."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from warehouse.ops.editions import EditionKey, candidates_in, edition_frames, keep_edition

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def ops(tmp_path: Path) -> Path:
    return tmp_path / "ops.db"


def warnings(*codes: str, unlisted: tuple[str, ...] = ()) -> pl.DataFrame:
    everybody = [*codes, *unlisted]
    return pl.DataFrame({"uscc": everybody, "level": ["red"] * len(everybody), "is_listed": [code in codes for code in everybody]})


def keep(ops: Path, key: EditionKey, frame: pl.DataFrame) -> None:
    keep_edition(ops, key, key.month, frame, {"warnings": frame})


def test_figures_come_back_as_they_were_kept(ops: Path) -> None:
    key = EditionKey(OCTOBER, "aa")
    keep(ops, key, warnings("A", unlisted=("B",)))
    assert edition_frames(ops, key)["warnings"].equals(warnings("A", unlisted=("B",)))
    assert edition_frames(ops, EditionKey(OCTOBER, "bb")) == {}


def test_keeping_a_content_id_again_changes_nothing(ops: Path) -> None:
    key = EditionKey(OCTOBER, "aa")
    keep(ops, key, warnings("A"))
    keep(ops, key, warnings("B"))
    assert edition_frames(ops, key)["warnings"].equals(warnings("A"))
    assert candidates_in(ops, [key])["uscc"].to_list() == ["A"]


def test_the_candidates_of_several_editions_are_read_in_their_order(ops: Path) -> None:
    first, second = EditionKey(SEPTEMBER, "aa"), EditionKey(OCTOBER, "aa")
    keep(ops, first, warnings("B", "A", unlisted=("C",)))
    keep(ops, second, warnings("B"))
    assert candidates_in(ops, [first, second]).select("month", "uscc", "is_listed").rows() == [
        (SEPTEMBER, "A", True),
        (SEPTEMBER, "B", True),
        (SEPTEMBER, "C", False),
        (OCTOBER, "B", True),
    ]
    assert candidates_in(ops, []).is_empty()
