"""Unused circles are searched for seldom while months are made, freed before the next job, and at Python's own pace afterwards."""

import gc
import weakref
from collections import Counter

import pytest

from pipelines import collecting
from pipelines.collecting import PACE, TIMES_MOST, collect_now, collecting_seldom


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


def test_what_earlier_times_leave_behind_does_not_gather(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is frozen at the beginning of the next one was never found again, and grew with every month made.
    monkeypatch.setattr(collecting, "_ended", Counter[str]())
    gc.unfreeze()
    gc.disable()
    try:
        left = [_left_by_one() for _ in range(3 * TIMES_MOST)]
    finally:
        gc.enable()
    assert 0 < sum(each() is not None for each in left) <= TIMES_MOST


def _left_by_one() -> "weakref.ref[Circle]":
    with collecting_seldom():
        return weakref.ref(Circle())


def test_what_was_loaded_is_searched_once_where_searches_are_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "LOADED_LEAST", 0)
    gc.unfreeze()
    collect_now()
    assert not gc.get_freeze_count()
    with collecting_seldom():
        before, loaded = gc.get_freeze_count(), [[number] for number in range(1000)]
        collect_now()
        assert gc.get_freeze_count() >= before + len(loaded)
    assert not gc.get_freeze_count()
