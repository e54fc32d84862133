"""One mend of Dagster 1.13: two equal sets of months are never unequal as well, so that the page takes a range of months.

Dagster's set of months says with `==` whether two hold the same, and leaves `!=` to the tuple it is made of, which compares a count that is
worked out only when it is asked for. The page holds the tables of a step against each other with `!=`, and refused every range of months
("Targeted subset must match between every key"). Whoever loads Dagster's storage or launcher of a home loads this first.
"""

from dagster._core.definitions.partitions.subset.time_window import TimeWindowPartitionsSubset


def _is_unequal(self: TimeWindowPartitionsSubset, other: object) -> bool:
    """Whether two sets of months differ: the opposite of being equal."""
    return not self == other  # noqa: SIM201 - the other way round it would ask itself


def mend_subsets() -> None:
    """Let `!=` of sets of months be the opposite of `==`; a second call changes nothing."""
    TimeWindowPartitionsSubset.__ne__ = _is_unequal  # type: ignore[method-assign,assignment]
