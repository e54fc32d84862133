"""Totals over groups: what they add up, and when one tells of a single enterprise."""

import numpy as np
import polars as pl
import pytest

from models.disclosure.linked_sums import LinkedSums, Span, Total, groups_of, is_sensitive, relations_of
from models.disclosure.settings import DisclosureSettings

FIRMS = pl.DataFrame({"street": ["A", "A", "B"], "section": ["C", "C", "F"], "size": ["small", "micro", "small"]})


@pytest.mark.parametrize(
    ("contributions", "expected"),
    [
        ([], False),
        ([5.0], True),
        ([5.0, 5.0], True),
        ([5.0, 5.0, 5.0], False),
        # The rest is 14 and 15 % of the largest.
        ([100.0, 60.0, 14.0], True),
        ([100.0, 15.0, 20.0, 10.0, 5.0], False),
        # Two make 86 %.
        ([43.0, 43.0, 7.0, 7.0], True),
        # A refund is an enterprise's own figure as well.
        ([-100.0, 2.0, 3.0], True),
        ([0.0, 0.0, 0.0], False),
    ],
)
def test_three_rules_say_when_a_total_is_sensitive(contributions: list[float], expected: bool) -> None:
    assert is_sensitive(np.array(contributions), DisclosureSettings()) is expected


def test_totals_add_up_their_groups_and_spans() -> None:
    figures = np.array([[1.0, 10.0], [2.0, np.nan], [4.0, 40.0]])
    totals = (
        Total((None, None, None), Span(0, 1)), Total(("A", None, None), Span(0, 0)), Total((None, None, "small"), Span(1, 1)),
        Total(("A", None, "micro"), Span(1, 1)),
    )  # fmt: skip
    sums = LinkedSums(FIRMS, figures, totals)
    assert sums.values.tolist() == [57.0, 3.0, 50.0, 0.0]
    assert sums.counts().tolist() == [3, 2, 2, 0]
    assert [(sums.parts[one.part], one.is_alone) for one in sums.knowers] == [
        (("A", "C", "micro"), True),
        (("A", "C", "small"), True),
        (("B", "F", "small"), True),
    ]


def test_groups_are_the_margins_and_the_cells_that_somebody_is_in() -> None:
    groups = groups_of(FIRMS, [("street", "section")])
    assert groups == [
        (None, None, None),
        ("A", None, None),
        ("B", None, None),
        (None, "C", None),
        (None, "F", None),
        ("A", "C", None),
        ("B", "F", None),
    ]
    totals = [Total(group, Span(0, 0)) for group in groups]
    first = next(iter(relations_of(totals)))
    assert [totals[one].group for one in first] == [(None, None, None), ("A", None, None), ("B", None, None)]
