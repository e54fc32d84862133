"""Frames cut by enterprise hold its rows and nobody else's."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from reports.cut_frames import _OWN_FRAMES, CutFrames
from tests.unit.reports.fixture_frames import briefing_frames


def test_every_enterprise_gets_its_own_rows_in_their_order() -> None:
    frames = briefing_frames()
    cut = CutFrames.cut(frames)
    for uscc in [*frames.warnings["uscc"][:5], *frames.leavers["uscc"][:2], "NOBODY"]:
        own = cut.of(uscc)
        for name in _OWN_FRAMES:
            assert_frame_equal(getattr(own, name), getattr(frames, name).filter(pl.col("uscc") == uscc))
        assert own.district.is_empty()


def test_frames_that_are_cut_stay_as_they_are() -> None:
    cut = CutFrames(briefing_frames())
    assert CutFrames.cut(cut) is cut
