"""Unused circles are searched for seldom while months are made, freed before the next job, and at Python's own pace afterwards."""

import gc
import weakref

from pipelines.collecting import PACE, collect_now, collecting_seldom


class Circle:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_the_pace_is_another_for_a_while_only() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with collecting_seldom():
        assert gc.get_threshold() == PACE
        assert gc.get_freeze_count() > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, frozen)


def test_what_a_job_left_behind_is_gone_before_the_next_one() -> None:
    with collecting_seldom():
        left = weakref.ref(Circle())
        assert left() is not None
        collect_now()
        assert left() is None
