"""What a briefing is made of: the listed with their reasons, who is not judged, and what an edition of an older version still gives."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.delivery.briefing_inputs import (
    FRAMES,
    BriefingReader,
    frames_from,
    frames_of_the_list,
    list_frames_from,
    missing_frames,
    named_frames,
    unjudged,
)
from pipelines.delivery.edition_archive import Archive
from reports.frames import BriefingFrames
from warehouse import names

MONTH = date(2026, 10, 1)


class FakeRun:
    """A run whose tables hold one row for each of the given enterprises."""

    month, as_of = MONTH, date(2026, 11, 16)

    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def read(self, table: str) -> pl.DataFrame:
        return pl.DataFrame({"uscc": list(self.codes), "table": [table] * len(self.codes)})

    known = read


def a_list(*codes: str) -> pl.DataFrame:
    rows = [
        {"month": MONTH, "uscc": code, "name": code, "level": "red", "rank": place, "is_listed": True}
        for place, code in enumerate(codes, 1)
    ]
    return pl.DataFrame(rows)


def test_reasons_measures_and_clearings_are_those_of_everybody_at_the_line() -> None:
    warnings = pl.concat([a_list("A"), a_list("B").with_columns(rank=None, is_listed=False)])
    frames = frames_of_the_list(BriefingReader(FakeRun("A", "B", "C"), Archive(Path(), Path()), warnings))  # type: ignore[arg-type]
    for name, table in (("reasons", names.REASONS), ("measures", names.MEASURES), ("clearings", names.CLEARINGS)):
        assert frames[name].select("uscc", "table").rows() == [("A", table), ("B", table)]
    # Candidates beyond the places are on the list as a whole.
    assert frames["warnings"]["uscc"].to_list() == ["A", "B"]


def test_what_is_kept_comes_back_whole() -> None:
    frames = BriefingFrames(enterprises_count=9, warnings=a_list("A", "B"), previous=a_list("B"))
    again = frames_from(named_frames(frames))
    assert again.enterprises_count == 9
    assert all(getattr(again, name).equals(getattr(frames, name)) for name in FRAMES)


def test_an_edition_of_an_older_version_names_what_it_did_not_keep() -> None:
    kept = named_frames(BriefingFrames())
    assert missing_frames(kept) == []
    assert missing_frames({name: frame for name, frame in kept.items() if name not in ("clearings", "reasons")}) == ["reasons", "clearings"]


def test_an_edition_of_an_older_version_still_says_who_was_listed() -> None:
    words = pl.lit("产值下降").alias("reasons")
    found = list_frames_from({"warnings": a_list("A", "B").with_columns(words), "previous": a_list("B").with_columns(words)})
    assert found.listed()["uscc"].to_list() == ["A", "B"]
    assert found.previously_listed()["uscc"].to_list() == ["B"]


def test_the_unjudged_are_named_from_the_register_and_the_scored_stay_out() -> None:
    risk = pl.DataFrame({"uscc": ["B", "A", "C"], "out_of_scope": ["idle", None, "departed"]})
    register = pl.DataFrame({"uscc": ["A", "B"], "name": ["甲", "乙"], "street": ["东", "西"], "tier": ["group"] * 2, "owner": ["局"] * 2})
    rows = unjudged(risk, register)
    assert rows.select("uscc", "name", "street", "reason").rows() == [("B", "乙", "西", "idle"), ("C", None, None, "departed")]
